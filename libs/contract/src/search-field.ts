/** What events are searched by, as parameters of a search and in its query line (docs/search.md), with what each means. */
export const SEARCH_FIELDS = {
  service: 'Service, such as `kms`; also one outside the catalog.',
  family: 'Family of services.',
  action: 'Action as received; with a star at its end all that begin so, as `kms.secrets.*`.',
  outcome: 'Outcome.',
  severity: 'Severity, in any case.',
  initiator: 'Id or name of the initiator.',
  address: 'Address of the initiator, or a network it is in, such as `192.0.2.0/24`.',
  target: 'Id or name of the target.',
  targetId: 'Id of the target.',
  targetName: 'Name of the target.',
  targetType: 'Type of the target, as its `typeURI`.',
  location: 'Location, such as `eu-de`.',
  account: 'Account, without the `a/`.',
  correlationId: 'Correlation id.',
  reasonCode: 'Reason code, such as 403.',
  documented: 'Whether an edition of the catalog’s documents lists the action.',
} as const;

export type SearchField = keyof typeof SEARCH_FIELDS;
