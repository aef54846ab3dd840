import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { mayMount, NEEDS_MOUNT } from '../src/targets/testing/may-mount.js';
import { aDefinition } from './a-definition.js';
import { openDelivering, untilDelivery } from './delivering.js';
import { insertBundle } from './sent-bundle.js';
import { insertSchedule, insertSlot, insertTarget, slotRow } from './sent-slot.js';

const isPossible = mayMount();
const CONTENT = randomBytes(200_000);

(isPossible ? it : it.skip)(
  `a delivery to a disk that is full says so at each try, and is made once there is room${isPossible ? '' : NEEDS_MOUNT}`,
  async () => {
    const on = await openDelivering();
    const disk = join(on.directory, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk]);
    try {
      const target = await insertTarget(on.owner, 'disk', { path: 'disk' });
      const scheduleId = await insertSchedule(on.owner, aDefinition({ targets: [target] }));
      const slotId = await insertSlot(on.owner, scheduleId, { status: 'running', step: 'delivering' });
      const [id] = await insertBundle(on.owner, slotId, { content: CONTENT });
      await on.startWorker();
      await untilDelivery(on.owner, id!, ({ nextTryAt }) => nextTryAt !== null);
      const waiting = await on.tryAgain(id!, 2);
      const answer = expect.stringMatching(/the disk is full; make room/);
      const failed = { outcome: 'failed', answer, place: null };
      expect(waiting).toMatchObject({ status: 'waiting', failure: answer, receipts: [failed, failed, failed] });
      expect(readdirSync(disk)).toEqual([]);

      execFileSync('mount', ['-o', 'remount,size=1m', disk]);
      const row = await on.tryAgain(id!, 1);
      expect(row).toMatchObject({ status: 'delivered', attempts: 4, possiblyTwice: false, failure: null });
      expect(row.receipts.at(-1)).toMatchObject({ outcome: 'delivered', bytes: CONTENT.length });
      expect(readdirSync(disk)).toEqual(['bundle.zip']);
      expect(readFileSync(join(disk, 'bundle.zip')).equals(CONTENT)).toBe(true);
      expect(await slotRow(on.owner, slotId)).toMatchObject({ status: 'delivered' });
    } finally {
      await on.stopWorkers();
      execFileSync('umount', [disk]);
      await on.stop();
    }
  },
);
