/** An event that is known again by its correlation id, and by nothing else but its whole content. */
export interface NumberedEvent {
  id: string;
  line: string;
}

/** Makes events, no two the same, of a few actions, accounts and months; `random` chooses among them. */
export function numberedEvents(random: () => number): () => NumberedEvent {
  let count = 0;
  const oneOf = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  return () => {
    const id = `event-${(count += 1)}`;
    const second = String(Math.floor(random() * 60)).padStart(2, '0');
    const event = {
      eventTime: `2026-${oneOf(MONTHS)}-1${Math.floor(random() * 10)}T10:00:${second}.25+0000`,
      action: oneOf(ACTIONS),
      outcome: oneOf(['success', 'failure', 'pending']),
      logSourceCRN: `crn:v1:bluemix:public:kms:eu-de:a/${oneOf(['a1', 'b2'])}:instance-1::`,
      initiator: { id: `IBMid-${Math.floor(random() * 50)}`, host: { address: '192.0.2.1' } },
      target: { id: `key-${Math.floor(random() * 1_000)}`, typeURI: 'kms/secrets' },
      reason: { reasonCode: 200 },
      correlationId: id,
      // From a few bytes to some kilobytes.
      responseData: { text: 'x'.repeat(Math.floor(random() ** 8 * 5_000)) },
    };
    return { id, line: JSON.stringify(event) };
  };
}

const MONTHS = ['07', '08', '09', '10'];
const ACTIONS = [
  'kms.secrets.create',
  'kms.secrets.delete',
  'kms.secrets.wrap',
  'iam-identity.user.login',
  'read/list',
];
