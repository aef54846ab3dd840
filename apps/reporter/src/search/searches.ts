import { Inject, Injectable } from '@nestjs/common';
import { unavailable } from '@trailkeeper/http';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config.js';
import { Turns } from './turns.js';
import { type Asked, rowsWhileWanted, whileWanted } from './while-wanted.js';
import { withDeadline } from './with-deadline.js';

/**
 * Asks the database what may take long, so that the rest of the reporter goes on: with a few connections less than there
 * are, and only for as long as somebody waits for the answer.
 */
@Injectable()
export class Searches {
  /** How many connections they have. */
  readonly most: number;
  private readonly turns: Turns;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(SETTINGS) settings: Pick<Settings, 'DATABASE_POOL_SIZE'>,
  ) {
    this.most = Math.max(1, settings.DATABASE_POOL_SIZE - LEFT_TO_OTHERS);
    this.turns = new Turns(this.most);
  }

  /**
   * One answer of one snapshot (`whileWanted`). Throws ApiError 503 when it is not its turn within 5 s, or when all of it takes
   * longer than `ms`.
   */
  answer<Result>(wanted: AbortSignal, fn: (asked: Asked) => Promise<Result>, ms = ANSWER_MS): Promise<Result> {
    return withDeadline(wanted, { ms, fault: unavailable(TOO_LONG, 60) }, (inTime) => this.hold(inTime, fn));
  }

  /** The same however long it takes. */
  async hold<Result>(wanted: AbortSignal, fn: (asked: Asked) => Promise<Result>): Promise<Result> {
    const waiting = { ms: TURN_MS, fault: unavailable(TOO_MANY, 5) };
    const end = await withDeadline(wanted, waiting, (inTime) => this.turns.take(inTime));
    return whileWanted(this.dataSource, wanted, fn).finally(end);
  }

  /** The rows of one statement, for whom it does not matter when. */
  async rows<Row>(wanted: AbortSignal, sql: string, params: readonly unknown[]): Promise<Row[]> {
    const end = await this.turns.take(wanted);
    return rowsWhileWanted<Row>(this.dataSource, wanted, [sql, params]).finally(end);
  }
}

/** What the documentation of their routes says of 503. */
export const BUSY =
  'It takes longer than 60 seconds, or as many searches run as may; `Retry-After` says when to ask again.';

/** One to look for what is new, one to cancel what nobody waits for any more, one for all the others. */
const LEFT_TO_OTHERS = 3;

/** 60 s: nobody looks at a page for longer, and proxies give up then. */
const ANSWER_MS = 60_000;
const TOO_LONG = 'The search takes longer than 60 seconds. Narrow its period, or ask for one more field.';

/** 5 s: most searches take less than one. */
const TURN_MS = 5_000;
const TOO_MANY = 'As many searches run as may. Ask again later.';
