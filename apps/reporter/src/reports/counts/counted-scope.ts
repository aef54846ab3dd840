import type { Scope } from '@trailkeeper/catalog';
import type { Span } from './bucket-parts.js';
import type { ReportRequest } from '../report-kind.js';

/** What is counted: a stretch of time within a service (a family, all), a location and an account. */
export interface CountedScope extends Span {
  readonly scope: Scope;
  readonly location: string | null;
  readonly account: string | null;
}

/** The request's own period, or another one counted alike. */
export function countedScope(request: ReportRequest, scope: Scope, span: Span = request): CountedScope {
  return { scope, from: span.from, to: span.to, location: request.location, account: request.account };
}

/** The service ids to ask for in SQL, or null for `all`, which has services that the catalog does not know. */
export function serviceIds({ scope }: CountedScope): string[] | null {
  return scope.kind === 'all' ? null : scope.services.map((service) => service.id);
}
