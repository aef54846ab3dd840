import { pickWeighted, seededRandom } from '../../demo/seeded-random.js';
import { ASKED_FIELDS, type AskedField } from './asked-fields.js';
import type { SampledEvent, SearchedTrail, Span } from './searched-trail.js';

type Random = () => number;

/**
 * So many query strings for `GET /v1/events`, each one to three conditions and a period. Half of them ask for what one event
 * has; the others put together what several have, which often is nowhere together. One value in ten occurs nowhere.
 */
export function randomSearches(trail: SearchedTrail, count: number, seed: number): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => randomSearch(trail, random));
}

function randomSearch({ events, occurred, arrived }: SearchedTrail, random: Random): string {
  const parameters = new URLSearchParams();
  const terms: string[] = [];
  const one = pick(events, random);
  const draw = random() < 0.5 ? () => one : () => pick(events, random);
  for (const field of fieldsOf(1 + Math.floor(random() * 3), random)) ask(field, draw, { parameters, terms, random });
  if (terms.length > 0) parameters.set('q', terms.join(' '));
  for (const [name, moment] of Object.entries(periodOf(occurred, arrived, random))) {
    parameters.set(name, moment.toISOString());
  }
  return parameters.toString();
}

interface Search {
  parameters: URLSearchParams;
  terms: string[];
  random: Random;
}

function ask(field: AskedField, draw: () => SampledEvent, { parameters, terms, random }: Search): void {
  const isNegated = random() < 0.12;
  const count = field.name === 'action' && random() < 0.3 ? 3 : 1;
  const values = Array.from({ length: count }, () =>
    random() < 0.1 ? field.absent : (field.valueOf(draw(), random) ?? field.absent),
  );
  if (field.name === undefined) terms.push(...values.map((words) => `${isNegated ? '-' : ''}"${words}"`));
  else if (isNegated) terms.push(`-${field.name}:${values.map(written).join(',')}`);
  else for (const value of values) parameters.append(field.name, value);
}

/** In the query line: only the star of a beginning stands outside quotes. */
function written(value: string): string {
  return value.endsWith('*') ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** Different ones. */
function fieldsOf(count: number, random: Random): AskedField[] {
  const fields = new Map<string, AskedField>();
  while (fields.size < count) {
    const field = pickWeighted(ASKED_FIELDS, random);
    fields.set(field.name ?? 'words', field);
  }
  return [...fields.values()];
}

type Period = Partial<Record<'from' | 'to' | 'arrivedFrom' | 'arrivedTo', Date>>;

/** None, a day, a week or a month of the trail, or a tenth of the time in which it arrived. */
function periodOf(occurred: Span, arrived: Span, random: Random): Period {
  const kind = Math.floor(random() * 5);
  if (kind === 0) return {};
  if (kind === 4) {
    const { from, to } = spanWithin(arrived, (arrived.to.getTime() - arrived.from.getTime()) / 10, random);
    return { arrivedFrom: from, arrivedTo: to };
  }
  return spanWithin(occurred, [1, 7, 31][kind - 1]! * DAY_MS, random);
}

function spanWithin({ from, to }: Span, lengthMs: number, random: Random): Span {
  const room = Math.max(0, to.getTime() - from.getTime() - lengthMs);
  const start = from.getTime() + Math.floor(random() * room);
  return { from: new Date(start), to: new Date(start + Math.max(1, Math.ceil(lengthMs))) };
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)]!;
}

const DAY_MS = 24 * 60 * 60 * 1000;
