/** Gives the placeholder (`$1`) that stands for a value in a statement. */
export type Bind = (value: unknown) => string;

/** A condition on `audit_event` as `event`. Its text holds nothing that a user gave: every value goes through `bind`. */
export type SqlPart = (bind: Bind) => string;

/** The values of one statement, in the order in which its text asks for them. */
export function openParams(): { bind: Bind; params: unknown[] } {
  const params: unknown[] = [];
  const bind = (value: unknown) => {
    params.push(value);
    return `$${params.length}`;
  };
  return { bind, params };
}
