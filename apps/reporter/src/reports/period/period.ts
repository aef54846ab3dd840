/** A stretch of time: `from` is included, `to` is not. `timeZone` (IANA) says what a day, a month or an hour of it is. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
  readonly timeZone: string;
}
