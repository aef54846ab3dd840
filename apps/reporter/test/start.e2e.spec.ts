import { describe, expect, it } from '@jest/globals';
import { StartError } from '@trailkeeper/http';
import { startReporter } from './reporter-app.js';

describe('a start without its database', () => {
  it('ends with one line that names the database and the way out, without the password', async () => {
    // Port 1 is nobody's.
    const fault = await startReporter('postgres://reporter:secret@127.0.0.1:1/trail').then(() => undefined, String);
    expect(fault).toMatch(/^StartError: Cannot connect to PostgreSQL at 127\.0\.0\.1:1\/trail: .*check DATABASE_URL/);
    expect(fault).not.toMatch(/secret|\n/);
    await expect(startReporter('postgres://reporter:secret@127.0.0.1:1/trail')).rejects.toBeInstanceOf(StartError);
  });
});
