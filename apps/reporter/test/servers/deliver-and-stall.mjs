// Delivers to S3 by what was built, and stops in the middle, to be killed there.
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const built = join(import.meta.dirname, '..', '..', 'dist', 'targets', 's3', 's3.js');
const { s3 } = await import(pathToFileURL(built).href);
const [{ settings, secrets, limits, parcel, stallAfter }] = await once(process, 'message');
const whole = {
  ...{ deliveryId: 'a0b1', mediaType: 'application/zip', subject: '', text: '', facts: {}, link: null },
  ...parcel,
  async *content() {
    for (let sent = 0; sent < stallAfter; sent += 65_536) yield Buffer.alloc(65_536, 7);
    process.send('stalled');
    await new Promise(() => {});
  },
};
await s3
  .deliver({ settings, secrets, limits, signal: new globalThis.AbortController().signal }, whole)
  .catch((error) => process.send(error.message));
