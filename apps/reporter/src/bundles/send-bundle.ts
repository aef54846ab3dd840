import type { FastifyReply, FastifyRequest } from 'fastify';
import type { DataSource } from 'typeorm';
import { sendFile } from '../runs/send-file.js';
import { BUNDLE_MEDIA_TYPE, readBundle, type StoredBundle } from './read-bundle.js';

/** Answers with a bundle whose bytes are kept, or the part asked for. Throws ApiError 416. */
export async function sendBundle(
  dataSource: DataSource,
  http: { request: FastifyRequest; reply: FastifyReply },
  bundle: StoredBundle,
): Promise<void> {
  const read = (bounds: { first: number; last: number }) => readBundle(dataSource, bundle, bounds);
  await sendFile(http, { ...bundle, mediaType: BUNDLE_MEDIA_TYPE, read });
}
