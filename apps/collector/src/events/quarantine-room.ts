import { Inject, Injectable } from '@nestjs/common';
import { quarantineRoomOf } from '@trailkeeper/contract';
import { query } from '@trailkeeper/database';
import { ApiError } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import { emptyTally } from './tally.js';

/** What is held in quarantine: open items, and those that wait for their replay. */
export interface Held {
  items: number;
  /** What they take of QUARANTINE_MAX_BYTES: their bytes, and a share for each (`quarantineRoomOf`). */
  bytes: number;
}

/** Room in the quarantine for a chunk; to be left whatever happens. */
export interface RoomShare {
  /** To be called with the bytes that are committed. */
  put(bytes: number): void;
  leave(): void;
}

/**
 * Keeps the quarantine within QUARANTINE_MAX_BYTES: what would pass it is not taken in, so that nothing has to be dropped.
 * The database is asked every few seconds at most, and only by those that have something to put there; what this process
 * has added since is counted on top. What other collectors add within those seconds may pass the bound by so much, and so
 * may an event that only the database refuses, which shows when it is stored. Bytes here are room: `quarantineRoomOf`.
 */
@Injectable()
export class QuarantineRoom {
  /** As the database said last. */
  held: Held | undefined;
  private sentAt = -Infinity;
  /** Until then it is not asked again, because it took so long. */
  private restsUntil = -Infinity;
  private asking: Promise<void> | undefined;
  /** Committed since the question was sent. */
  private added = 0;
  /** For chunks that are being stored. */
  private reserved = 0;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Pick<Settings, 'QUARANTINE_MAX_BYTES'>,
  ) {}

  /** Room for so many bytes. Throws ApiError 503 `quarantine_full` if there is not so much, or what the database throws. */
  async enter(bytes: number): Promise<RoomShare> {
    if (bytes > 0) await this.reserve(bytes);
    let left = bytes;
    const giveBack = (count: number) => {
      left -= count;
      this.reserved -= count;
    };
    return {
      put: (count) => {
        this.added += count;
        giveBack(Math.min(left, count));
      },
      leave: () => giveBack(left),
    };
  }

  /** Asks the database how much is held, unless it has said so within these milliseconds, or takes long to say. */
  async know(maxAgeMs = MAX_AGE_MS): Promise<void> {
    const now = performance.now();
    const isKnown = now < this.restsUntil || now - this.sentAt < maxAgeMs;
    if (isKnown && this.held !== undefined) return;
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    await this.asking;
  }

  private async reserve(bytes: number): Promise<void> {
    await this.know();
    if (this.reserveIfFits(bytes)) return;
    // Somebody may just have made room.
    await this.know(MAX_AGE_WHEN_FULL_MS);
    if (this.reserveIfFits(bytes)) return;
    const limit = this.settings.QUARANTINE_MAX_BYTES;
    const message =
      `The quarantine is full: what is held in it would pass ${limit} bytes with this request's bad items, so they cannot ` +
      'be kept. What the tally says is stored. Send all of it again once items were replayed or discarded ' +
      '(/v1/quarantine of the reporter) or QUARANTINE_MAX_BYTES was raised; or leave the bad items out.';
    const headers = { 'retry-after': String(RETRY_AFTER_SECONDS) };
    throw new ApiError('quarantine_full', 503, message, { headers, members: { tally: emptyTally() } });
  }

  /** In one step: many may have waited for the same answer, and each counts for the next. */
  private reserveIfFits(bytes: number): boolean {
    const taken = (this.held?.bytes ?? 0) + this.added + this.reserved;
    if (taken + bytes > this.settings.QUARANTINE_MAX_BYTES) return false;
    this.reserved += bytes;
    return true;
  }

  private async ask(): Promise<void> {
    const sentAt = performance.now();
    const addedBefore = this.added;
    const [row] = await query<Record<keyof Held, string>>(this.dataSource, ASK_HELD);
    const items = Number(row?.items);
    this.held = { items, bytes: quarantineRoomOf(items, Number(row?.bytes)) };
    const endedAt = performance.now();
    this.sentAt = sentAt;
    this.restsUntil = endedAt + RESTS_TIMES_AS_LONG * (endedAt - sentAt);
    this.added -= addedBefore;
  }
}

/** 5 s: the sum over 2 million items, a GiB of the smallest, takes 250 ms, and up to 700 before they were vacuumed. */
const MAX_AGE_MS = 5_000;
const MAX_AGE_WHEN_FULL_MS = 1_000;

/** 4: a fifth of the time at most, however large QUARANTINE_MAX_BYTES is. */
const RESTS_TIMES_AS_LONG = 4;

/** 60: a person has to act. */
const RETRY_AFTER_SECONDS = 60;

const ASK_HELD = `
select held.items, held.bytes from quarantine_held() held
`;
