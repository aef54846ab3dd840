/** Id of a family. These never change: saved reports, schedules and links hold them. */
export type FamilyId = 'key-protect' | 'code-engine' | 'qiskit-runtime' | 'watsonx' | 'account-management';

/** A group of services that a customer sees as one product. */
export interface Family {
  readonly id: FamilyId;
  readonly name: string;
}

/** All families in the order in which they are shown. The first four hold the 231 actions of the source documents. */
export const FAMILIES: readonly Family[] = [
  { id: 'key-protect', name: 'Key Protect' },
  { id: 'code-engine', name: 'Code Engine' },
  { id: 'qiskit-runtime', name: 'Qiskit Runtime' },
  { id: 'watsonx', name: 'watsonx' },
  { id: 'account-management', name: 'Account and user management' },
];

const FAMILY_BY_ID: ReadonlyMap<string, Family> = new Map(FAMILIES.map((family) => [family.id, family]));

/** The family with this id, or undefined. */
export function findFamily(id: string): Family | undefined {
  return FAMILY_BY_ID.get(id);
}
