import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { DeliverableAsset } from '../asset-record.js';
import { BlobMissingError } from '../store/asset-store.errors.js';
import { AssetStore } from '../store/asset-store.js';
import { type DeliveryPlan, deliveryPlan } from './delivery-plan.js';

/** Sends the bytes of assets: with backpressure, in constant memory, and only as long as somebody reads (operations.md G12). */
@Injectable()
export class AssetDelivery {
  constructor(
    private readonly store: AssetStore,
    private readonly urls: ApiUrls,
  ) {}

  /**
   * Answers a GET or HEAD for an asset that the caller may have.
   * @throws AppError 412, 416 or 503, before anything is sent
   */
  async send(asset: DeliverableAsset, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const plan = deliveryPlan(asset, request.headers);
    const body = request.method === 'HEAD' || plan.status === 304 ? undefined : await this.body(asset, plan);
    // From the bytes one finds what is known of them (RFC 8288; IANA: describedby).
    // Not awaited: the reply settles only when the last byte has left, and a client that leaves is no error.
    void reply
      .status(plan.status)
      .headers({ ...plan.headers, link: `<${this.urls.asset(asset.key)}>; rel="describedby"; type="application/json"` })
      .send(body);
  }

  /** Whatever can fail fails here, while the status can still be told. */
  private async body({ sha256, size }: DeliverableAsset, { parts, after }: DeliveryPlan): Promise<Readable | string> {
    if (parts.length === 0) return '';
    if (parts.length === 1) return this.store.open(sha256, parts[0]!.range);
    if ((await this.store.stat(sha256))?.size !== size) throw new BlobMissingError(sha256);
    return Readable.from(this.pieces(sha256, parts, after), { objectMode: false });
  }

  /** One part is open at a time; when the reader leaves, `for await` closes it. */
  private async *pieces(sha256: string, parts: DeliveryPlan['parts'], after: string): AsyncGenerator<Buffer> {
    for (const { before, range } of parts) {
      yield Buffer.from(before, 'latin1');
      for await (const chunk of await this.store.open(sha256, range)) yield chunk as Buffer;
    }
    yield Buffer.from(after, 'latin1');
  }
}
