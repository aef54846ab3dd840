import { randomUUID } from 'node:crypto';
import { execute } from '@trailkeeper/database';
import type { DataSource } from 'typeorm';
import { sealSecrets } from '../src/targets/sealed-secrets.js';

export interface SealedTarget {
  readonly kind: string;
  readonly name: string;
  readonly settings: object;
  readonly secrets: object;
  readonly secretKey: string;
}

/** Stores a delivery target with secrets, and gives its id. */
export async function insertSealedTarget(
  owner: DataSource,
  { kind, name, settings, secrets, secretKey }: SealedTarget,
): Promise<string> {
  const id = randomUUID();
  const { sealed, names } = sealSecrets(secretKey, id, secrets);
  await execute(owner, INSERT_TARGET, [id, name, kind, JSON.stringify(settings), sealed, names]);
  return id;
}

const INSERT_TARGET = `
insert into delivery_target (id, name, kind, settings, sealed_secrets, secret_names, created_by, updated_by)
values ($1, $2, $3, $4, $5, $6, 'test', 'test')
`;
