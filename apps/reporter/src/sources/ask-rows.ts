/** Asks the database, by a connection or within a report's snapshot. `bigint` and `numeric` come as text. */
export type AskRows = <Row>(sql: string, params?: readonly unknown[]) => Promise<Row[]>;
