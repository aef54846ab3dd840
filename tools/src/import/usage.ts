/** What `npm run import -- --help` says. */
export const USAGE = `Usage: npm run import -- [--again] PATH…

Sends archived events to a running collector. A PATH is a file or a folder, which is walked in name order:

  .json .ndjson .jsonl .log, also with .gz    events in any form and envelope that the collector takes
                                              (LogDNA archives, Event Routing buckets, exports of Cloud Logs)
  .parquet                                    Cloud Logs buckets: column src_obj__user_data
  .csv .tsv, also with .gz                    exports with the event's JSON in a column

Files of other names are known by their first bytes, or skipped and listed.

  --again   sends also what the ledger says is imported
  --help    shows this

Settings, from the environment:

  COLLECTOR_URL   where the collector is; default http://127.0.0.1 and COLLECTOR_PORT, or 4001
  INGEST_KEY      default: the key in DATA_DIR/ingest-key, which npm start makes
  DATA_DIR        default .data; the ledger is in import/ledger.jsonl there

Ctrl-C stops it; the same command again goes on. Exit code 0: all is stored; 1: something was quarantined or a file failed;
2: wrong usage; 130: interrupted. More: docs/importing.md
`;
