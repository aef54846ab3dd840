/** What a health check rejects with to say more than that it failed. All of it is answered to anybody who asks. */
export class PartFault extends Error {
  override name = 'PartFault';

  /** `state`: one word of a fixed list, `disk_full`; `message`: a sentence. */
  constructor(
    readonly state: string,
    message: string,
    readonly since: Date,
  ) {
    super(message);
  }
}
