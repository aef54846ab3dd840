/** Injects `DeliverySettings`. */
export const DELIVERY_SETTINGS = Symbol('DELIVERY_SETTINGS');

export interface DeliverySettings {
  readonly organisation: string | null;
  /** Where others reach this installation, without a slash at the end: links begin with it. Null: there are none. */
  readonly publicUrl: string | null;
  /** Signs the links. */
  readonly secretKey: string;
  /**
   * How many deliveries this process tries at once, each to another target. Half of them are for first tries only: targets
   * that do not answer are mostly those that did not answer before.
   */
  readonly places: number;
  /** How long a delivery is left to a process that is not heard of. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  /** How long a try may take, whatever it sends. */
  readonly tryMs: number;
}

/**
 * A lease of 30 s bears two lost heartbeats. 8 places: a bundle is read in pieces of 256 KiB, each
 * over a connection that is given back, so that neither memory nor connections are taken for long. 6 min: a mail server is given five to say whether it took a mail.
 */
export const DELIVERY_TIMINGS = {
  ...{ places: 8, leaseMs: 30_000, heartbeatMs: 10_000, pollMs: 1_000, tryMs: 360_000 },
} as const;
