import { findService } from '@trailkeeper/catalog';
import type { Source } from '@trailkeeper/contract';

/** How a report names a source: "Key Protect (kms)", "made", "ingest key \"shipper Frankfurt\"". */
export function sourceName({ kind, name }: Pick<Source, 'kind' | 'name'>): string {
  if (kind === 'key') return `ingest key ${JSON.stringify(name)}`;
  const service = findService(name);
  return service === undefined ? name : `${service.name} (${name})`;
}
