import { createHash } from 'node:crypto';
import { ACTIONS, SERVICES, type CatalogAction } from '@trailkeeper/catalog';
import { CAST, type Person } from './cast.js';
import { pickWeighted, seededRandom } from './seeded-random.js';

/** A CADF event as a producer would send it. */
export type ProducedEvent = Record<string, unknown>;

/** What to make up: about `count` events (fewer when the last day is not whole) from `from` (included) to `to` (excluded); the same seed, the same events. */
export interface PlausibleEvents {
  from: Date;
  to: Date;
  count: number;
  seed: number;
  /** Service ids; all of the catalog when left out. */
  services?: readonly string[];
  /** Which share of the events are deletions, from 0 to 1; what is plausible when left out. */
  deletions?: number | undefined;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ACCOUNT = '9d5f2b7c41e84a0f8b6c3d2e1f0a9b8c';
const SECOND_ACCOUNT = '1a7e6c5b4d3f42098e7d6c5b4a392817';

/** How often each kind of action happens, next to the others: people look far more than they change or delete. */
const WEIGHT_OF_EFFECT: Record<CatalogAction['effect'], number> = {
  read: 30,
  use: 24,
  access: 14,
  create: 6,
  update: 5,
  delete: 1.5,
  'prepare-deletion': 0.6,
  'undo-deletion': 0.4,
  none: 0.2,
};

/** Office hours in UTC, with nights and weekends that are quiet but not dead. */
const HOUR_WEIGHTS = [2, 1, 1, 1, 1, 2, 5, 12, 18, 22, 22, 20, 16, 20, 22, 21, 18, 12, 7, 5, 4, 3, 3, 2].map(
  (weight, hour) => ({ hour, weight }),
);

const FAILURES = [
  { weight: 40, code: 403, type: 'Forbidden', text: 'Your access token does not have the permission for this action.' },
  { weight: 12, code: 401, type: 'Unauthorized', text: 'The token has expired.' },
  { weight: 26, code: 404, type: 'Not Found', text: 'The resource could not be found.' },
  { weight: 14, code: 409, type: 'Conflict', text: 'The resource is in use: remove what depends on it first.' },
  { weight: 8, code: 500, type: 'Internal Server Error', text: 'The request could not be processed.' },
];

/** Actions that no edition of the documents lists, as real services also send. */
const UNDOCUMENTED = [
  'codeengine.pod.create',
  'codeengine.serviceaccount.read',
  'kms.secrets.export',
  'pm-20.wml_model.sign',
];

interface Habit {
  weight: number;
  action: string;
  entry: CatalogAction | undefined;
  service: string;
}

/** Made-up events of all services, day by day in time order within a day; plausible in rhythm, actors and outcomes. */
export function* plausibleEvents(wanted: PlausibleEvents): Generator<ProducedEvent> {
  const random = seededRandom(wanted.seed);
  const usual = habitsOf(wanted.services ?? SERVICES.map((service) => service.id), random);
  const habits = wanted.deletions === undefined ? usual : withDeletions(usual, wanted.deletions);
  const days = Math.ceil((wanted.to.getTime() - wanted.from.getTime()) / DAY_MS);
  const weights = Array.from({ length: days }, (_, day) => weekdayWeight(wanted.from.getTime() + day * DAY_MS));
  const total = weights.reduce((sum, weight) => sum + weight, 0);

  for (const [day, weight] of weights.entries()) {
    const dayStart = wanted.from.getTime() + day * DAY_MS;
    const times = Array.from({ length: Math.round((wanted.count * weight) / total) }, () => timeOfDay(random));
    for (const time of times.sort((a, b) => a - b)) {
      const at = dayStart + time;
      if (at < wanted.to.getTime()) yield produce(pickWeighted(habits, random), at, random);
    }
    if (day % 13 === 4) yield* deletionBurst(habits, dayStart, wanted.to.getTime(), random);
  }
}

/** A part of every catalog is never used by a real customer: about one action in eight, by a hash of its name. */
function habitsOf(services: readonly string[], random: () => number): Habit[] {
  const wanted = new Set(services);
  const documented = ACTIONS.filter((entry) => wanted.has(entry.service) && !isNeverUsed(entry.name)).map((entry) => ({
    weight: WEIGHT_OF_EFFECT[entry.effect] * (0.2 + random()) * (entry.name.endsWith('.failed') ? 0.05 : 1),
    action: entry.name,
    entry,
    service: entry.service,
  }));
  const renamed = documented.flatMap((habit) =>
    habit.entry.aliases.map((alias) => ({ ...habit, action: alias.name, weight: habit.weight / 3 })),
  );
  const others = UNDOCUMENTED.map((action) => ({
    weight: 0.4,
    action,
    entry: undefined,
    service: action.slice(0, action.indexOf('.')),
  })).filter((habit) => wanted.has(habit.service));
  return [...documented, ...renamed, ...others];
}

/** The same habits, with deletions made so frequent that they are the given share. */
function withDeletions(habits: readonly Habit[], share: number): Habit[] {
  const isDeletion = ({ entry }: Habit) => entry?.effect === 'delete';
  const sumOf = (some: readonly Habit[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const deletions = sumOf(habits.filter(isDeletion));
  const others = sumOf(habits) - deletions;
  return habits.map((habit) => {
    const weight = isDeletion(habit) ? (habit.weight / deletions) * share : (habit.weight / others) * (1 - share);
    return { ...habit, weight };
  });
}

function isNeverUsed(action: string): boolean {
  return (createHash('sha256').update(action).digest()[0] ?? 0) < 32;
}

function weekdayWeight(time: number): number {
  const weekday = new Date(time).getUTCDay();
  return weekday === 0 || weekday === 6 ? 0.25 : 1;
}

function timeOfDay(random: () => number): number {
  return pickWeighted(HOUR_WEIGHTS, random).hour * 60 * MINUTE_MS + Math.floor(random() * 60 * MINUTE_MS);
}

/** One person tidies up: a dozen deletions within four minutes, of one service. */
function* deletionBurst(
  habits: readonly Habit[],
  dayStart: number,
  end: number,
  random: () => number,
): Generator<ProducedEvent> {
  const deletions = habits.filter((habit) => habit.entry?.effect === 'delete');
  if (deletions.length === 0) return;
  const habit = pickWeighted(deletions, random);
  const person = pickWeighted(CAST, random);
  for (let nth = 0; nth < 12; nth += 1) {
    const at = dayStart + 15 * 60 * MINUTE_MS + nth * 20_000;
    if (at < end) yield produce(habit, at, random, person);
  }
}

function produce(habit: Habit, at: number, random: () => number, person = pickWeighted(CAST, random)): ProducedEvent {
  const region = regionOf(habit, random);
  const instance = uuid(`${habit.service}-${region}`);
  const source = `crn:v1:bluemix:public:${habit.service}:${region}:a/${random() < 0.85 ? ACCOUNT : SECOND_ACCOUNT}:${instance}::`;
  const segments = habit.action.split('.');
  const object = habit.entry?.object ?? segments[1] ?? 'resource';
  const failure = random() < 0.045 || habit.action.endsWith('.failed') ? pickWeighted(FAILURES, random) : undefined;
  const isPending = failure === undefined && habit.entry?.effect === 'create' && random() < 0.02;
  const targetName = `${object}-${Math.floor(random() * 400)}`;
  return {
    action: habit.action,
    correlationId: uuid(`${habit.action}-${at}-${random()}`),
    eventTime: new Date(at).toISOString().replace('Z', '+0000'),
    outcome: failure === undefined ? (isPending ? 'pending' : 'success') : 'failure',
    severity:
      failure?.code === 403 || failure?.code === 401 || habit.entry?.effect === 'delete' ? 'critical' : 'normal',
    message: `${habit.service}: ${segments.at(-1) ?? ''} ${object} ${targetName}${failure ? ' -failure' : isPending ? ' -pending' : ''}`,
    ...(habit.entry?.eventKind === undefined ? {} : { dataEvent: habit.entry.eventKind === 'data' }),
    logSourceCRN: source,
    saveServiceCopy: true,
    initiator: initiator(person),
    target: {
      id: source.replace(/::$/, `:${object}:${uuid(targetName)}`),
      typeURI: `${habit.service}/${object}`,
      name: targetName,
    },
    observer: { name: 'ActivityTracker' },
    reason:
      failure === undefined
        ? { reasonCode: isPending ? 202 : 200, reasonType: isPending ? 'Accepted' : 'OK' }
        : { reasonCode: failure.code, reasonType: failure.type, reasonForFailure: failure.text },
    requestData: { requestId: uuid(`request-${at}-${random()}`) },
    responseData: {},
  };
}

/** Account and user management are global services; the others live in regions. */
function regionOf(habit: Habit, random: () => number): string {
  if (habit.entry?.family === 'account-management') return '';
  const roll = random();
  return roll < 0.6 ? 'eu-de' : roll < 0.9 ? 'us-south' : 'au-syd';
}

function initiator(person: Person): ProducedEvent {
  return {
    id: person.id,
    name: person.name,
    typeURI: person.id.startsWith('iam-ServiceId')
      ? 'service/security/account/serviceid'
      : 'service/security/account/user',
    authnId: person.id,
    authnName: person.name,
    host: { address: person.address, addressType: person.address.includes(':') ? 'IPv6' : 'IPv4', agent: person.agent },
    credential: { type: person.id.startsWith('iam-ServiceId') ? 'apikey-serviceid' : 'token' },
  };
}

/** A UUID that is always the same for the same words (its version digits say 8: made our own way, RFC 9562). */
function uuid(words: string): string {
  const hex = createHash('sha256').update(words).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
