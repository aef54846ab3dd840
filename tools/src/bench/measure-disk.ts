import pg from 'pg';

/** Bytes on disk for each NDJSON byte that was sent. */
export interface DiskUse {
  /** Rows, bodies, counts, batches and all their indexes. */
  all: number;
  bodies: number;
  indexes: number;
}

/** What the trail takes; call it when only `sentBytes` have been sent. */
export async function measureDisk(ownerUrl: string, sentBytes: number): Promise<DiskUse> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Record<keyof DiskUse, string>>(SUM_SIZES);
    const { all, bodies, indexes } = rows[0]!;
    return { all: Number(all) / sentBytes, bodies: Number(bodies) / sentBytes, indexes: Number(indexes) / sentBytes };
  } finally {
    await client.end();
  }
}

const SUM_SIZES = `
select sum(pg_total_relation_size(relation.oid)) as "all",
       sum(pg_total_relation_size(relation.oid)) filter (where relation.relname like 'event_body%') as "bodies",
       sum(pg_indexes_size(relation.oid)) as "indexes"
from pg_class relation
where relation.relnamespace = 'public'::regnamespace and relation.relkind = 'r'
  and relation.relname ~ '^(audit_event|event_body|activity|ingest_batch)'
`;
