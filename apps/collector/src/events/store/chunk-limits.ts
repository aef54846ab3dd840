/** 1,000 items make a commit cheap per event; 4 MiB bound what a statement holds in memory on both sides. */
export const CHUNK_LIMITS = { maxItems: 1_000, maxBytes: 4 * 1024 * 1024 };

/** Of one transaction: two full chunks. A longer one would make the next wait longer, and is no cheaper per event. */
export const GROUP_LIMITS = { maxItems: 2_000, maxBytes: 8 * 1024 * 1024 };
