import type { z } from 'zod';

/** What goes to a delivery target: one file, and what is to be said of it. */
export interface Parcel {
  /** The same on every try: the other side can tell a repeat by it. */
  readonly deliveryId: string;
  /** Its file name, the same whenever its bytes are; letters, digits, `.`, `_` and `-` only. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  /** Its bytes from the beginning; may be asked for more than once. */
  readonly content: () => AsyncIterable<Buffer>;
  /** One line that says what it is, for a subject. */
  readonly subject: string;
  /** The same in a few lines of plain text. */
  readonly text: string;
  /** The same for programs. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Where it can be fetched instead, good for about `days`, the same on every try; null: nowhere. */
  readonly link: ((days: number) => ParcelLink) | null;
}

export interface ParcelLink {
  readonly url: string;
  /** From then on it is worth nothing. */
  readonly endsAt: Date;
}

/** What the other side has now. */
export interface Delivered {
  /** Where it is, as the other side names it: a path, `s3://bucket/key`, addresses, a URL. No secrets. */
  readonly place: string;
  /** What the other side said, at most a few hundred characters. */
  readonly answer: string;
  /** It had been there from an earlier try, byte for byte. */
  readonly wasThere: boolean;
}

/** A delivery failed. The message names the thing and the way out, without secrets; it is shown in the ledger. */
export class DeliveryError extends Error {
  override name = 'DeliveryError';
  /** It may have arrived all the same: the other side had all of it and then fell silent. */
  readonly mayHaveArrived: boolean;

  constructor(message: string, { cause, mayHaveArrived = false }: { cause?: unknown; mayHaveArrived?: boolean } = {}) {
    super(message, { cause });
    this.mayHaveArrived = mayHaveArrived;
  }
}

/** What deliveries are bound by, whatever the target. */
export interface DeliveryLimits {
  /** The folder that directory targets lie in; null: there can be none. */
  readonly directory: string | null;
  /** Networks that are not public and may be delivered to all the same (CIDR). */
  readonly privateNetworks: readonly string[];
}

/** A fault of settings that only this installation knows, such as a folder outside the allowed one. */
export interface SettingFault {
  readonly field: string;
  readonly message: string;
}

/**
 * WHERE files go. A kind is one folder here and one line in `index.ts`. Its id never changes. `settings` may be shown,
 * `secrets` never; both are strict objects, from which the API and forms are made.
 */
export interface TargetKind<Settings extends object = object, Secrets extends object = object> {
  readonly id: string;
  readonly name: string;
  /** One sentence for the form in which someone picks it. */
  readonly description: string;
  /** Whether a repeat is told from a first time at the other side, so that a file never arrives twice. */
  readonly isExactlyOnce: boolean;
  readonly settings: z.ZodType<Settings>;
  readonly secrets: z.ZodType<Secrets>;
  /** Of the settings what says whom the secrets are given to: whoever changes that gives the secrets anew. Empty: nobody. */
  address(settings: Settings): string;
  /** What is wrong with settings that their schema takes, with the secrets of these names; calls nobody but name servers. */
  check(settings: Settings, limits: DeliveryLimits, secretNames: readonly string[]): Promise<SettingFault[]>;
  /** Delivers, once. Throws DeliveryError. How long all of it may take is up to `signal`, which ends it; a kind bounds single steps. */
  deliver(target: OpenTarget<Settings, Secrets>, parcel: Parcel): Promise<Delivered>;
}

/** A target with its secrets, ready to be delivered to. */
export interface OpenTarget<Settings, Secrets> {
  readonly settings: Settings;
  readonly secrets: Secrets;
  readonly limits: DeliveryLimits;
  readonly signal: AbortSignal;
}
