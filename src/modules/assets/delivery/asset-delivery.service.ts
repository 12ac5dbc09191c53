import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiUrls } from '../../../common/hypermedia/api-urls.js';
import type { DeliverableAsset } from '../asset-record.js';
import { BlobMissingError } from '../store/asset-store.errors.js';
import { AssetStore } from '../store/asset-store.js';
import type { DeliverableFile } from './content-headers.js';
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
    await this.sendFile(asset, { about: this.urls.asset(asset.key), from: this.store }, request, reply);
  }

  /**
   * As {@link send}, for other bytes that the caller may have.
   * @param about where one finds what is known of them
   */
  async sendFile(
    asset: DeliverableFile,
    { about, from }: { readonly about: string; readonly from: AssetStore },
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const plan = deliveryPlan(asset, request.headers);
    const body = request.method === 'HEAD' || plan.status === 304 ? undefined : await bodyOf(from, asset, plan);
    // From the bytes one finds what is known of them (RFC 8288; IANA: describedby).
    // Not awaited: the reply settles only when the last byte has left, and a client that leaves is no error.
    void reply
      .status(plan.status)
      .headers({ ...plan.headers, link: `<${about}>; rel="describedby"; type="application/json"` })
      .send(body);
  }
}

/** Whatever can fail fails here, while the status can still be told. */
async function bodyOf(
  store: AssetStore,
  { sha256, size }: DeliverableFile,
  { parts, after }: DeliveryPlan,
): Promise<Readable | string> {
  if (parts.length === 0) return '';
  if (parts.length === 1) return store.open(sha256, parts[0]!.range);
  if ((await store.stat(sha256))?.size !== size) throw new BlobMissingError(sha256);
  return Readable.from(pieces(store, sha256, parts, after), { objectMode: false });
}

/** One part is open at a time; when the reader leaves, `for await` closes it. */
async function* pieces(
  store: AssetStore,
  sha256: string,
  parts: DeliveryPlan['parts'],
  after: string,
): AsyncGenerator<Buffer> {
  for (const { before, range } of parts) {
    yield Buffer.from(before, 'latin1');
    for await (const chunk of await store.open(sha256, range)) yield chunk as Buffer;
  }
  yield Buffer.from(after, 'latin1');
}
