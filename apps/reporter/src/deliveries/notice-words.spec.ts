import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type FailedSlot, noticeWords } from './notice-words.js';

const aFailedSlot = (changes: Partial<FailedSlot> = {}): FailedSlot => ({
  deliveryId: 'de11ve7e-0000-4000-8000-000000000003',
  slotId: '51070000-0000-4000-8000-000000000002',
  scheduleId: '5c4ed01e-0000-4000-8000-000000000001',
  name: 'Daily review',
  dueAt: new Date('2026-09-16T06:00:00Z'),
  definition: {
    reports: ['deletions', 'failures'],
    services: ['kms'],
    timeZone: 'Europe/Berlin',
    owner: 'Ada Example',
  },
  from: new Date('2026-09-14T22:00:00Z'),
  to: new Date('2026-09-15T22:00:00Z'),
  reason: 'It could not be delivered to "Archive" (directory): The disk is full.',
  hasBundle: true,
  organisation: 'Example Bank AG',
  publicUrl: 'https://trail.example.com',
  ...changes,
});

describe('a notice', () => {
  it.each([
    ['Daily review', 'daily-review'],
    ['../../etc/passwd', 'etc-passwd'],
    ['日報', 'schedule'],
    ['x'.repeat(300), 'x'.repeat(60)],
  ])('of the schedule %p is the file FAILED_%s_…', (schedule, slug) => {
    const { name, file } = noticeWords(aFailedSlot({ name: schedule }));
    const digest = createHash('sha256').update(file).digest('hex').slice(0, 8);
    expect(name).toBe(`FAILED_${slug}_2026-09-16T0600Z_51070000_${digest}.txt`);
  });

  it('of a slot that fails again is another file', () => {
    const again = noticeWords(aFailedSlot({ deliveryId: '0a11ve7e-0000-4000-8000-000000000004' }));
    expect(again.name).not.toBe(noticeWords(aFailedSlot()).name);
  });

  it('is the same file whatever is set between two tries', () => {
    const { file, name } = noticeWords(aFailedSlot());
    const changed = noticeWords(aFailedSlot({ organisation: 'Example Bank plc', publicUrl: null }));
    expect([changed.file, changed.name]).toEqual([file, name]);
    expect(file).toContain('POST /v1/schedules/5c4ed01e-0000-4000-8000-000000000001/slots/');
  });

  it.each([true, false])('names no way that is refused (has a bundle: %s)', (hasBundle) => {
    const { file, text } = noticeWords(aFailedSlot({ hasBundle }));
    for (const told of [file, text]) {
      expect(told).toContain('/retry\n');
      expect(told.includes('/restate {"reason": "..."}\n')).toBe(hasBundle);
      expect(told).not.toContain('skip');
    }
  });

  it('says what failed, why, and what to do', () => {
    const { subject, text } = noticeWords(aFailedSlot());
    expect(subject).toBe('Example Bank AG: FAILED: Daily review, 15 September 2026');
    const url =
      'https://trail.example.com/v1/schedules/5c4ed01e-0000-4000-8000-000000000001/slots/51070000-0000-4000-8000-000000000002';
    expect(text).toBe(`The export "Daily review" has failed: nothing more is tried until a person acts.

Organisation: Example Bank AG
Due: 2026-09-16T06:00:00.000Z. Owner: Ada Example
Period: 15 September 2026 (Europe/Berlin: from 2026-09-14T22:00:00.000Z to 2026-09-15T22:00:00.000Z, the end excluded)
Asked for: deletions, failures of kms
Reason: It could not be delivered to "Archive" (directory): The disk is full.

What to do: remove the cause, then have it tried again, or made anew:
  POST ${url}/retry
  POST ${url}/restate {"reason": "..."}
Slot: ${url}
Notice: de11ve7e-0000-4000-8000-000000000003
`);
  });

  it('lets nobody write lines of its own into it', () => {
    const { subject, text } = noticeWords(aFailedSlot({ name: 'a\nb', reason: 'c\u2028d\0e' }));
    expect(subject).toContain('FAILED: a b,');
    expect(text).toContain('The export "a b" has failed');
    expect(text).toContain('Reason: c d e\n');
  });

  it('gives programs the same', () => {
    expect(noticeWords(aFailedSlot()).facts).toMatchObject({
      content: 'notice',
      reason: expect.stringContaining('disk'),
      slot: { id: '51070000-0000-4000-8000-000000000002', dueAt: '2026-09-16T06:00:00.000Z' },
      period: { from: '2026-09-14T22:00:00.000Z', words: '15 September 2026' },
    });
  });
});
