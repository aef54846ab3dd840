/** Somebody, or something, that acts. */
export interface Person {
  weight: number;
  id: string;
  name: string;
  address: string;
  agent: string;
}

/** Who acts in the made-up events: a few busy services, office workers, and two who rarely come. Addresses are RFC 5737. */
export const CAST: readonly Person[] = [
  {
    weight: 30,
    id: 'iam-ServiceId-4c7d2a90-deploy',
    name: 'deployment pipeline',
    address: '192.0.2.14',
    agent: 'terraform/1.9',
  },
  {
    weight: 22,
    id: 'iam-ServiceId-81b3f6e2-serving',
    name: 'model serving',
    address: '192.0.2.31',
    agent: 'python-requests/2.32',
  },
  {
    weight: 14,
    id: 'IBMid-270001ANNA',
    name: 'anna.keller@example.com',
    address: '198.51.100.7',
    agent: 'Mozilla/5.0',
  },
  {
    weight: 12,
    id: 'IBMid-270002OMAR',
    name: 'omar.haddad@example.com',
    address: '198.51.100.23',
    agent: 'ibmcloud-cli/2.30',
  },
  { weight: 9, id: 'IBMid-270003JUNE', name: 'june.park@example.com', address: '198.51.100.41', agent: 'Mozilla/5.0' },
  {
    weight: 6,
    id: 'IBMid-270004SOFIA',
    name: 'sofia.papadopoulou@example.com',
    address: '2001:db8::41',
    agent: 'Mozilla/5.0',
  },
  {
    weight: 4,
    id: 'iam-Profile-5e0d7b11',
    name: 'auditor (trusted profile)',
    address: '203.0.113.9',
    agent: 'Mozilla/5.0',
  },
  { weight: 2, id: 'IBMid-270009EVE', name: 'eve.contractor@example.org', address: '203.0.113.77', agent: 'curl/8.5' },
  { weight: 1, id: 'CertificateId-77aa10', name: '', address: '192.0.2.200', agent: '' },
];
