import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiUrls } from '../../common/hypermedia/api-urls.js';
import { AssetDelivery } from '../assets/index.js';
import { ExportStore } from './export-store.js';
import type { StoredExport } from './exports.collection.js';

/** Sends the bytes of archives, with ranges and conditions as assets have them. Nobody but the caller keeps a copy. */
@Injectable()
export class ExportDelivery {
  constructor(
    private readonly delivery: AssetDelivery,
    private readonly store: ExportStore,
    private readonly urls: ApiUrls,
  ) {}

  /** @throws AppError 412, 416 or 503, before anything is sent */
  async send(stored: StoredExport, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { courseKey, id, fileName, format, size, sha256, created } = stored;
    const contentType = format === 'zip' ? 'application/zip' : 'application/gzip';
    const file = { displayName: fileName, contentType, size: Number(size), sha256, edited: created, isPublic: false };
    const from = { about: this.urls.export(courseKey, id), from: this.store.blobs };
    await this.delivery.sendFile(file, from, request, reply);
  }
}
