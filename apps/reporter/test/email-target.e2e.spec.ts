import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hasDebianPackages, NEEDS_DEBIAN, unpackDebianPackages } from '@trailkeeper/database/testing';
import { randomUUID } from 'node:crypto';
import type { EmailSecrets, EmailSettings } from '../src/targets/email/email-settings.js';
import { email } from '../src/targets/email/email.js';
import type { DeliveryError, OpenTarget, Parcel } from '../src/targets/target-kind.js';
import { aParcel } from '../src/targets/testing/a-parcel.js';
import { randomParcel } from '../src/targets/testing/random-parcel.js';
import { trustCertificate } from './servers/certificate.js';
import { type Exim, EXIM_LOGIN, EXIM_PACKAGES, startExim } from './servers/exim.js';
import { freePort } from './servers/free-port.js';
import { readMail } from './read-mail.js';

const describeWithExim = hasDebianPackages ? describe : describe.skip;

const MIB = 1024 * 1024;
const LOOPBACK = ['127.0.0.0/8', '::1/128'];

describeWithExim(`mail through Exim${NEEDS_DEBIAN}`, () => {
  let exim: Exim;
  let withoutTls: Exim;
  let distrust: () => void;

  beforeAll(async () => {
    const packages = await unpackDebianPackages(...EXIM_PACKAGES);
    exim = await startExim(packages);
    withoutTls = await startExim(packages, { hasStarttls: false });
    distrust = trustCertificate(exim.certificate);
  }, 600_000); // the first time they are downloaded
  afterAll(async () => {
    distrust?.();
    await exim?.stop();
    await withoutTls?.stop();
  });

  const deliver = (parcel: Parcel, settings: Partial<EmailSettings> = {}, secrets: EmailSecrets = {}) =>
    email.deliver(anOpenTarget({ port: exim.port, ...settings }, secrets), parcel);
  const failure = (parcel: Parcel, settings?: Partial<EmailSettings>, secrets?: EmailSecrets) =>
    deliver(parcel, settings, secrets).then(
      () => Promise.reject(new Error('It was delivered.')),
      ({ message, mayHaveArrived }: DeliveryError) => ({ message, mayHaveArrived }),
    );
  /** The mail that each of the three got. */
  const arrived = async (deliveryId: string) => {
    const mails = (await exim.mails(deliveryId, 3)).map(readMail);
    const to = mails.map(({ headers }) => headers['envelope-to']);
    expect(to.sort()).toEqual(['audit@example.test', 'copy@example.test', 'second@example.test']);
    return mails;
  };

  it.each([
    ['nothing', 0],
    ['one byte', 1],
    ['10 MiB, the most that is attached', 10 * MIB],
  ])('brings a file of %s, byte for byte, with the delivery’s id and how to verify it', async (_, bytes) => {
    const deliveryId = randomUUID();
    const parcel = randomParcel(bytes, { deliveryId, subject: 'Schlüssel, October 2026' });
    const done = await deliver(parcel);
    expect(done).toMatchObject({
      place: 'audit@example.test, second@example.test, copy@example.test',
      wasThere: false,
    });
    expect(done.answer).toMatch(/^250 OK id=/);

    const [mail, ...others] = await arrived(deliveryId);
    for (const other of others) expect(other.attachments[0]?.bytes.equals(parcel.whole)).toBe(true);
    const { headers, text, attachments } = mail ?? readMail('');
    expect(headers).toMatchObject({
      'message-id': `<${deliveryId}@trail.example.test>`,
      'x-trailkeeper-delivery': deliveryId,
      from: 'Trailkeeper <reports@trail.example.test>',
      to: 'audit@example.test, second@example.test',
      cc: 'copy@example.test',
      subject: 'Schlüssel, October 2026',
      'auto-submitted': 'auto-generated',
    });
    expect(attachments).toMatchObject([{ name: parcel.name, type: 'application/zip' }]);
    expect(attachments[0]?.bytes.equals(parcel.whole)).toBe(true);
    expect(text).toContain('Delivered by Trailkeeper.');
    expect(text).toContain(`SHA-256:   ${parcel.sha256}`);
    expect(text).toContain(`npm run verify -- ${parcel.name}`);
  });

  it('brings a link instead of a file above the size', async () => {
    const deliveryId = randomUUID();
    const link = (days: number) => ({
      url: `https://trail.example.test/v1/files/x?days=${days}&signature=${'a'.repeat(80)}`,
      endsAt: new Date('2026-10-17T00:00:00Z'),
    });
    await deliver(randomParcel(1_001, { deliveryId, link }), { maxAttachmentBytes: 1_000, linkDays: 7 });
    const [mail] = await arrived(deliveryId);
    const { text, attachments } = mail ?? readMail('');
    expect(attachments).toEqual([]);
    expect(text).toContain(`can be fetched until 2026-10-17T00:00:00.000Z at\n${link(7).url}\n`);
  });

  it('says so when a file is too large and there is no link', async () => {
    const { message, mayHaveArrived } = await failure(randomParcel(1_001), { maxAttachmentBytes: 1_000 });
    expect(message).toMatch(/1001 bytes, more than the 1000 .* there is no link to it\. Set PUBLIC_URL/);
    expect(mayHaveArrived).toBe(false);
  });

  it('says what is wrong and what to do, without the password', async () => {
    const parcel = aParcel('small');
    const wrong = 'the wrong password';
    const failures = {
      password: await failure(parcel, {}, { password: wrong }),
      recipient: await failure(parcel, { to: ['nobody@example.test'], cc: [] }),
      login: await failure(parcel, { username: undefined }),
      starttls: await failure(parcel, { port: withoutTls.port }),
      certificate: await failure(parcel, { host: '127.0.0.2' }),
      tls: await failure(parcel, { security: 'tls' }),
      refused: await failure(parcel, { port: await freePort() }),
      unknown: await failure(parcel, { host: 'no-such-host.invalid' }),
      large: await failure(randomParcel(18 * MIB), { maxAttachmentBytes: 20 * MIB }),
    };
    const said = (pattern: RegExp) => ({ message: expect.stringMatching(pattern), mayHaveArrived: false });
    expect(failures).toEqual({
      password: said(/refused the login of "exporter"\. Check "username" and "password"\. It said: 535/),
      recipient: said(/refused nobody@example\.test \(550 no such mailbox\)\. Nobody got the mail/),
      login: said(/refused audit@example\.test \(550 log in first\)/),
      starttls: said(/does not offer STARTTLS, and nothing is sent without/),
      certificate: said(/^The certificate of 127\.0\.0\.2:\d+ is not trusted .* NODE_EXTRA_CA_CERTS/),
      tls: said(/^TLS with localhost:\d+ failed .* Check that "security" fits "port"/),
      refused: said(/refused the connection\. Check "host" and "port"/),
      unknown: said(/No address is known for the host no-such-host\.invalid/),
      large: said(/refused .*(large|size).* lower "maxAttachmentBytes"/),
    });
    expect(JSON.stringify(failures)).not.toContain(wrong);
    for (const server of [exim, withoutTls]) expect(await server.mails(parcel.deliveryId, 0)).toEqual([]);
  });

  it('goes to no server whose certificate nobody vouches for', async () => {
    distrust();
    const { message } = await failure(aParcel('small'));
    distrust = trustCertificate(exim.certificate);
    expect(message).toMatch(/^The certificate of localhost:\d+ is not trusted/);
  });

  it('goes to no address that is not public, and without encryption only to allowed ones', async () => {
    const target = (security: EmailSettings['security'], privateNetworks: string[]) => ({
      ...anOpenTarget({ port: withoutTls.port, security, username: undefined }, {}),
      limits: { directory: null, privateNetworks },
    });
    const parcel = aParcel('small');
    await expect(email.deliver(target('starttls', []), parcel)).rejects.toThrow(/not a public address/);
    await expect(email.deliver(target('none', []), parcel)).rejects.toThrow(/not in an allowed private network/);
    // It got through to the server, which wants a login.
    await expect(email.deliver(target('none', LOOPBACK), parcel)).rejects.toThrow(/550 log in first/);
  });

  it('does not send a password without encryption', async () => {
    const { message } = await failure(aParcel('small'), { port: withoutTls.port, security: 'none' });
    expect(message).toMatch(/^A password is not sent without encryption/);
  });
});

function anOpenTarget(
  settings: Partial<EmailSettings> & { port: number },
  secrets: EmailSecrets,
): OpenTarget<EmailSettings, EmailSecrets> {
  const defaults = email.settings.parse({
    host: 'localhost',
    username: EXIM_LOGIN.username,
    from: 'reports@trail.example.test',
    to: ['audit@example.test', 'second@example.test'],
    cc: ['copy@example.test'],
  });
  return {
    settings: { ...defaults, ...settings },
    secrets: { password: EXIM_LOGIN.password, ...secrets },
    limits: { directory: null, privateNetworks: LOOPBACK },
    signal: new AbortController().signal,
  };
}
