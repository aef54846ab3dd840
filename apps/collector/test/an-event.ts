/** A valid event as Key Protect emits it, with the given fields instead of its own. */
export function anEvent(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventTime: '2026-09-15T10:00:07.25+0000',
    action: 'kms.secrets.create',
    outcome: 'success',
    message: 'Key Protect: create key',
    severity: 'normal',
    dataEvent: false,
    logSourceCRN: 'crn:v1:bluemix:public:kms:us-south:a/67db3d7f:d3adb33f-instance::',
    saveServiceCopy: true,
    initiator: {
      id: 'IBMid-ABC',
      name: 'ann@example.com',
      typeURI: 'service/security/account/user',
      credential: { type: 'token' },
      host: { address: '192.0.2.1', addressType: 'IPv4', agent: 'curl' },
    },
    target: {
      id: 'crn:v1:bluemix:public:kms:us-south:a/67db3d7f:d3adb33f-instance:key:1',
      name: 'a key',
      typeURI: 'kms/secrets',
    },
    observer: { name: 'ActivityTracker' },
    reason: { reasonCode: 201, reasonType: 'Created' },
    correlationId: '23b8916b-39be-49fa-82f2-9e0eaf78a32e',
    requestData: { keyType: 'root' },
    responseData: {},
    ...fields,
  };
}
