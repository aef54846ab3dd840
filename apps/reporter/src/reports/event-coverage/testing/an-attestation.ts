import type { CoverageAttestation } from '../attestations.js';

/** An attestation that holds for all time before 2027; only what matters to a test is to be given. */
export function anAttestation(changes: Partial<CoverageAttestation> = {}): CoverageAttestation {
  return {
    id: '11111111-1111-4111-8111-111111111111',
    action: 'kms.importtoken.read',
    reason: 'No import here.',
    from: null,
    until: '2027-01-01T00:00:00.000000Z',
    attestedBy: 'Mira Okafor',
    recordedBy: 'administrator',
    attestedAt: '2026-01-15T09:00:00.000000Z',
    ...changes,
  };
}
