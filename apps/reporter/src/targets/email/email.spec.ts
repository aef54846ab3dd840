import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerOptions } from 'smtp-server';
import type { DeliveryError, OpenTarget } from '../target-kind.js';
import { aParcel } from '../testing/a-parcel.js';
import { randomParcel } from '../testing/random-parcel.js';
import { email } from './email.js';
import type { EmailSecrets, EmailSettings } from './email-settings.js';

let server: SMTPServer | undefined;
afterEach(async () => {
  await new Promise<void>((resolve) => (server ? server.close(resolve) : resolve()));
  server = undefined;
});

describe('a mail server that does not do as it should', () => {
  it('may have the mail when it says nothing after all of it', async () => {
    const control = new AbortController();
    const target = await aTarget({
      onData: (stream) => void stream.resume().once('end', () => setTimeout(() => control.abort(), 50)),
    });
    expect(await failure({ ...target, signal: control.signal })).toEqual({
      message: expect.stringMatching(/got the whole mail and did not say whether it took it\. It may have arrived/),
      mayHaveArrived: true,
    });
  });

  it('may have the mail when it hangs up after all of it', async () => {
    const target = await aTarget({
      onData: (stream, session) => void stream.resume().once('end', () => hangUp(session.id)),
    });
    expect(await failure(target)).toMatchObject({ mayHaveArrived: true });
  });

  it('has no mail when it hangs up in the middle of it', async () => {
    const target = await aTarget({ onData: (stream, session) => void stream.once('data', () => hangUp(session.id)) });
    expect(await failure(target, randomParcel(8 * 1024 * 1024))).toEqual({
      message: expect.stringMatching(/^The connection to 127\.0\.0\.1:\d+ broke before it had the mail/),
      mayHaveArrived: false,
    });
  });

  it('has no mail when it refuses it after all of it', async () => {
    const refused = Object.assign(new Error('looks like spam'), { responseCode: 554 });
    const target = await aTarget({
      onData: (stream, _, done) => void stream.resume().once('end', () => done(refused)),
    });
    expect(await failure(target)).toEqual({
      message: expect.stringMatching(/refused the mail\. It said: 554 looks like spam/),
      mayHaveArrived: false,
    });
  });

  it('names whom it refuses, when the others got the mail', async () => {
    const gone = Object.assign(new Error('moved away'), { responseCode: 551 });
    const target = await aTarget({
      onRcptTo: ({ address }, _, done) => done(address.startsWith('gone') ? gone : null),
      onData: (stream, _, done) => void stream.resume().once('end', () => done()),
    });
    const to = ['here@example.test', 'gone@example.test'];
    expect(await failure({ ...target, settings: { ...target.settings, to } })).toEqual({
      message: expect.stringMatching(
        /refused gone@example\.test \(551 moved away\)\. The other 1 got the mail \(250 OK/,
      ),
      mayHaveArrived: true,
    });
  });
});

describe('a file that has changed since it was announced', () => {
  it('is not sent', async () => {
    let taken = 0;
    const take = () => void (taken += 1);
    const target = await aTarget({
      onData: (stream, _, done) => void stream.resume().once('end', take).once('end', done),
    });
    const said = await failure(target, aParcel('one', { sha256: 'f'.repeat(64) }));
    expect(said).toEqual({ message: expect.stringMatching(/is not what was to be sent/), mayHaveArrived: false });
    expect(taken).toBe(0);
    await email.deliver(target, aParcel('one'));
    expect(taken).toBe(1);
  });
});

it('a fault of the content is told as it is, not as one of the server', async () => {
  const target = await aTarget({ onData: (stream) => void stream.resume() });
  const content = async function* () {
    yield Buffer.from('half of ');
    throw Object.assign(new Error('the database is gone'), { code: 'ECONNRESET' });
  };
  await expect(email.deliver(target, aParcel('half of it', { content }))).rejects.toMatchObject({
    name: 'Error',
    message: 'the database is gone',
  });
});

it('the answer of a server is printed in one line without the password', async () => {
  const target = await aTarget({
    onData: (stream, _, done) =>
      void stream
        .resume()
        .once('end', () => (done as (error: null, answer: string) => void)(null, 'ok \u0007 hunter2x')),
  });
  const { answer } = await email.deliver({ ...target, secrets: { password: 'hunter2x' } }, aParcel('one'));
  expect(answer).toBe('250 ok [secret]');
});

describe('settings', () => {
  const valid = { host: 'smtp.example.com', from: 'a@example.com', to: ['b@example.com'] };

  it('have defaults that are safe', () => {
    expect(email.settings.parse(valid)).toMatchObject({ port: 587, security: 'starttls', cc: [], linkDays: 30 });
  });

  it.each([
    [{ to: ['b@example.com\r\nBcc: c@example.com'] }],
    [{ from: 'a@example.com\nSubject: no' }],
    [{ to: ['"a" <b@example.com>'] }],
    [{ to: [] }],
    [{ to: Array.from({ length: 51 }, (_, index) => `b${index}@example.com`) }],
    [{ to: ['b@example.com', 'b@example.com'] }],
    [{ host: 'smtp.example.com/path' }],
    [{ security: 'opportunistic' }],
    [{ password: 'not here' }],
  ])('refuse %j', (changes) => {
    expect(email.settings.safeParse({ ...valid, ...changes }).success).toBe(false);
  });

  it.each<[string, object, string[], string[]?]>([
    ['a private address', { host: '10.1.2.3' }, ['host']],
    ['a public address without encryption', { host: '93.184.215.14', security: 'none' }, ['host']],
    [
      'a login without encryption',
      { host: '192.168.1.1', security: 'none', username: 'me' },
      ['username'],
      ['password'],
    ],
    ['a user without a password', { username: 'me' }, ['username']],
    ['a password without a user', {}, ['username'], ['password']],
    ['a user and a password', { username: 'me' }, [], ['password']],
    ['an allowed private address without encryption', { host: '192.168.1.1', security: 'none' }, []],
  ])('with %s are told', async (_, changes, fields, secretNames = []) => {
    const limits = { directory: null, privateNetworks: ['192.168.0.0/16'] };
    const faults = await email.check(
      email.settings.parse({ ...valid, ...changes }) as EmailSettings,
      limits,
      secretNames,
    );
    expect(faults.map(({ field }) => field)).toEqual(fields);
  });
});

const sockets = new Map<string, Socket>();

function hangUp(sessionId: string): void {
  sockets.get(sessionId)?.destroy();
}

/** A target whose server does this. */
async function aTarget(
  options: Pick<SMTPServerOptions, 'onRcptTo'> & {
    onData: (stream: SMTPServerDataStream, session: { id: string }, done: (error?: Error | null) => void) => void;
  },
): Promise<OpenTarget<EmailSettings, EmailSecrets>> {
  const open: Socket[] = [];
  server = new SMTPServer({
    ...options,
    disabledCommands: ['STARTTLS', 'AUTH'],
    closeTimeout: 100,
    onConnect(session, done) {
      const socket = open.find(({ remotePort }) => remotePort === session.remotePort);
      if (socket !== undefined) sockets.set(session.id, socket);
      done();
    },
  });
  server.on('error', () => {});
  server.server.on('connection', (socket: Socket) => void open.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  const settings = { host: '127.0.0.1', port, security: 'none', from: 'a@example.test', to: ['b@example.test'] };
  return {
    settings: email.settings.parse(settings) as EmailSettings,
    secrets: {},
    limits: { directory: null, privateNetworks: ['127.0.0.0/8'] },
    signal: new AbortController().signal,
  };
}

function failure(target: OpenTarget<EmailSettings, EmailSecrets>, parcel = aParcel('small')) {
  return email.deliver(target, parcel).then(
    () => Promise.reject(new Error('It was delivered.')),
    ({ message, mayHaveArrived }: DeliveryError) => ({ message, mayHaveArrived }),
  );
}
