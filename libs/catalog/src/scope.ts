import type { Service } from './catalog-action.js';
import { SERVICES } from './services/index.js';
import { FAMILIES } from './family.js';

/** What a report can be about: every service, one family or one service. */
export interface Scope {
  /** `all`, a family id or a service id; the three never clash. */
  readonly id: string;
  readonly kind: 'all' | 'family' | 'service';
  readonly name: string;
  /** The services of the catalog in it. Events of services outside the catalog belong to `all` alone. */
  readonly services: readonly Service[];
}

/** Every scope in stable order: all, the families, the services. */
const SCOPES: readonly Scope[] = [
  { id: 'all', kind: 'all', name: 'All services', services: SERVICES },
  ...FAMILIES.map(({ id, name }) => ({
    id,
    kind: 'family' as const,
    name,
    services: SERVICES.filter((service) => service.family === id),
  })),
  ...SERVICES.map((service) => ({ id: service.id, kind: 'service' as const, name: service.name, services: [service] })),
];

const SCOPE_BY_ID: ReadonlyMap<string, Scope> = new Map(SCOPES.map((scope) => [scope.id, scope]));

/** The scope with this id, or undefined. */
export function findScope(id: string): Scope | undefined {
  return SCOPE_BY_ID.get(id);
}

/** The catalog's services that a service id, a family id or `all` stands for; undefined when the id is unknown. */
export function scopeServices(id: string): readonly Service[] | undefined {
  return findScope(id)?.services;
}

/** Every id that `scopeServices` knows, for forms and error messages, in stable order: `all`, families, services. */
export function scopeIds(): readonly string[] {
  return SCOPES.map((scope) => scope.id);
}
