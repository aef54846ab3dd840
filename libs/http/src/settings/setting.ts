import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import { z } from 'zod';

/**
 * A setting read from text. `expected` completes "must be …" and ends in an example; no message ever repeats the value,
 * because any setting may hold a secret. Add `.default(…)` or `.optional()` where it may be left out.
 */
export function setting<T>(expected: string, parse: (text: string) => T | undefined) {
  return z.string({ error: () => `is not set; it must be ${expected}` }).transform((text, context): T => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.issues.push({ code: 'custom', message: `must be ${expected}`, input: undefined });
    return z.NEVER;
  });
}

/** A TCP port; 0 lets the system choose a free one. */
export const port = setting('a port number from 0 to 65535, for example 4000', (text) =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined,
);

/** A host name or address to listen on. */
export const host = setting('a host name or an IP address, for example 127.0.0.1 or 0.0.0.0', (text) =>
  isIP(text) !== 0 || /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(text)
    ? text
    : undefined,
);

/** An absolute http or https URL, given back without a trailing slash. */
export const httpUrl = setting('an http or https URL, for example https://trail.example.com', (text) =>
  hasProtocol(text, ['http:', 'https:']) ? text.replace(/\/+$/, '') : undefined,
);

/** A PostgreSQL connection string. */
export const postgresUrl = setting(
  'a PostgreSQL URL, for example postgres://user:password@db:5432/trailkeeper',
  (text) => (hasProtocol(text, ['postgres:', 'postgresql:']) ? text : undefined),
);

/** A key or token that fits an HTTP header: at least 16 visible ASCII characters, no spaces. */
export const secret = setting(
  'at least 16 letters, digits or signs without spaces, for example the output of "openssl rand -hex 32"',
  (text) => (/^[\x21-\x7e]{16,}$/.test(text) ? text : undefined),
);

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How much is logged. */
export const logLevel = setting(`one of ${LOG_LEVELS.join(', ')}`, (text) =>
  LOG_LEVELS.find((level) => level === text.toLowerCase()),
);

export type TrustProxy = boolean | string[];

const PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/**
 * Whose X-Forwarded-* headers are believed: nobody's, everybody's, or those of addresses, ranges and named ranges. A
 * count of hops is not offered: Fastify refuses it, since it lets direct callers forge their address.
 */
export const trustProxy = setting(
  'true, false, or the addresses of the proxies, for example 10.0.0.0/8,192.168.1.5 or loopback or uniquelocal',
  (text): TrustProxy | undefined => {
    if (text === 'true' || text === 'false') return text === 'true';
    const addresses = text.split(',').map((part) => part.trim());
    return addresses.every((one) => PROXY_RANGES.includes(one) || isAddressRange(one)) ? addresses : undefined;
  },
);

/** 4 at least: a report run holds its snapshot, writes its file and its heartbeat, and the API answers meanwhile. */
export const poolSize = setting('a number of connections from 4 to 200, for example 10', (text) =>
  /^\d{1,3}$/.test(text) && Number(text) >= 4 && Number(text) <= 200 ? Number(text) : undefined,
);

/** A length of time that somebody or something is waited for. */
export const seconds = setting('a number of seconds from 1 to 3600, for example 60', (text) =>
  /^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3_600 ? Number(text) : undefined,
);

/**
 * How long the server may work on one statement of a collector. 60 at most: the arrivals of keys are folded when six minutes
 * old, by when the transaction of every batch has to be over (`fold_key_arrivals`).
 */
export const statementSeconds = setting('a number of seconds from 1 to 60, for example 10', (text) =>
  /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 60 ? Number(text) : undefined,
);

/** As `seconds`, where nothing may be waited for too. */
export const secondsOrNone = setting('a number of seconds from 0 to 3600, for example 10', (text) =>
  /^\d{1,4}$/.test(text) && Number(text) <= 3_600 ? Number(text) : undefined,
);

/** A name that is printed, such as an organisation's. */
export const name = setting('a name of at most 200 characters, for example Example Ltd', (text) =>
  text.length <= 200 ? text : undefined,
);

/**
 * A length of time in whole calendar units (ISO 8601-1 5.5.2.3), in capitals, as PostgreSQL takes it for an interval. Of
 * at least a day: `PT1M` and `P0D` are refused, so that a slip of the pen does not mean minutes.
 */
export const calendarDuration = setting(
  'an ISO 8601 duration in years, months, weeks and days, at least a day, for example P7Y or P1Y6M',
  (text) =>
    /^P(?=\d)(\d{1,3}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,4}D)?$/i.test(text) && /[1-9]/.test(text)
      ? text.toUpperCase()
      : undefined,
);

/** Addresses and address ranges (CIDR). */
export const addressRanges = setting('addresses or ranges of them, for example 10.0.0.0/8,fd00::/8', (text) => {
  const ranges = text.split(',').map((part) => part.trim());
  return ranges.every(isAddressRange) ? ranges : undefined;
});

/** A folder, from the root: a relative one would depend on where a program was started. */
export const folder = setting('the full path of a folder, for example /var/lib/trailkeeper/deliveries', (text) =>
  isAbsolute(text) && !text.includes('\0') ? text : undefined,
);

/** A month of the year, counted from 1. */
export const month = setting('a month from 1 to 12, for example 4 for April', (text) =>
  /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= 12 ? Number(text) : undefined,
);

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** A day of the week. */
export const weekday = setting(`one of ${WEEKDAYS.join(', ')}`, (text) =>
  WEEKDAYS.find((day) => day === text.toLowerCase()),
);

const UNITS: Record<string, number> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

/** A size in bytes; K, M and G count in 1,024s. */
export const bytes = setting('a size in bytes, for example 1048576, 512KiB or 20MiB', (text) => {
  const match = /^(\d{1,12}) ?(?:([kmg])(?:i?b)?|b)?$/i.exec(text);
  const size = match === null ? NaN : Number(match[1]) * (UNITS[(match[2] ?? '').toLowerCase()] ?? NaN);
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
});

function hasProtocol(text: string, protocols: string[]): boolean {
  return URL.canParse(text) && protocols.includes(new URL(text).protocol) && new URL(text).hostname !== '';
}

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
