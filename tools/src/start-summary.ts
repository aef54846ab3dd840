import { relative } from 'node:path';
import type { RunningSystem } from './system/system.js';

/** What `npm start` says once all is ready: where things are and a first event to send. Holds no key, only their files. */
export function startSummary(system: RunningSystem, now: Date): string {
  const key = system.ingestKeyFile ? `$(cat ${shown(system.ingestKeyFile)})` : '$INGEST_KEY';
  return `
Trailkeeper is running.

  Reports      ${system.reporterUrl}/v1/reports     API: ${system.reporterUrl}/docs
  Events       ${system.collectorUrl}/v1/events      API: ${system.collectorUrl}/docs
  Admin token  ${system.adminTokenFile ? `in ${shown(system.adminTokenFile)}` : 'the given ADMIN_TOKEN'}
  Ingest key   ${system.ingestKeyFile ? `in ${shown(system.ingestKeyFile)}` : 'the given INGEST_KEY'}

Send a first event:

  curl ${system.collectorUrl}/v1/events -H "Authorization: Bearer ${key}" -d '${firstEvent(now)}'

Ctrl-C stops it.
`;
}

function firstEvent(now: Date): string {
  return JSON.stringify({
    eventTime: now.toISOString(),
    action: 'kms.secrets.create',
    outcome: 'success',
    initiator: { id: 'IBMid-1', name: 'you@example.com' },
    target: { id: 'key-1', name: 'first key' },
  });
}

/** Relative when below the folder one is in, since that is what one would type. */
function shown(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') ? file : path;
}
