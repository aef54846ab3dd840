import type { DebianPackages } from '@trailkeeper/database/testing';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';

/** The files of a certificate that vouches for itself, for `localhost` and 127.0.0.1. */
export interface Certificate {
  readonly keyFile: string;
  readonly certificateFile: string;
}

/** Makes one in this folder, with the `openssl` of Debian; good for two days. */
export function makeCertificate(packages: DebianPackages, folder: string): Certificate {
  const [keyFile, certificateFile, config] = ['key.pem', 'certificate.pem', 'openssl.cnf'].map((name) =>
    join(folder, name),
  );
  if (!keyFile || !certificateFile || !config) throw new Error('unreachable');
  writeFileSync(config, CONFIG);
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
  execFileSync(
    packages.fileOf('usr/bin/openssl'),
    ['req', '-x509', '-config', config, ...key, '-out', certificateFile, '-days', '2'],
    { env: packages.env, stdio: 'pipe' },
  );
  return { keyFile, certificateFile };
}

/**
 * Has this process trust a certificate until the returned function is called, as NODE_EXTRA_CA_CERTS would, which Node
 * reads at its start only.
 */
export function trustCertificate({ certificateFile }: Certificate): () => void {
  const pem = readFileSync(certificateFile, 'utf8');
  const { createSecureContext } = tls;
  tls.createSecureContext = (options) => {
    const made = createSecureContext(options);
    (made.context as { addCACert(pem: string): void }).addCACert(pem);
    return made;
  };
  return () => void (tls.createSecureContext = createSecureContext);
}

const CONFIG = `
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
subjectAltName = DNS:localhost, IP:127.0.0.1
basicConstraints = critical, CA:true
`;
