import { createTransport, type SendMailOptions } from 'nodemailer';
import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { printableAnswer } from '../printable-answer.js';
import { type OpenTarget, DeliveryError } from '../target-kind.js';
import { connectTo } from './connect-to.js';
import type { EmailSecrets, EmailSettings } from './email-settings.js';
import { partlyRefused, smtpFault } from './smtp-fault.js';

/** Hands a mail in, once, and gives the server's last line. Throws DeliveryError, also if it refuses some of the recipients. */
export async function sendMail(
  target: OpenTarget<EmailSettings, EmailSecrets>,
  mail: SendMailOptions,
): Promise<string> {
  const { settings, secrets, signal } = target;
  const transport = createTransport({
    ...LIMITS,
    host: settings.host,
    port: settings.port,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true },
    ...loginOf(settings, secrets),
    getSocket: (_options: unknown, callback: GetSocketCallback) => {
      connectTo(target, signal).then(
        (connection) => callback(null, { connection }),
        (error: Error) => callback(error),
      );
    },
    // Nothing but what is given here is read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let isAllSent = false;
  transport.use('stream', (message, done) => {
    message.message.transform(() => new PassThrough().once('end', () => (isAllSent = true)));
    done();
  });
  try {
    const { response, accepted, rejected, rejectedErrors } = await transport.sendMail(withSignal(mail, signal));
    if (rejected.length > 0)
      throw partlyRefused(settings, { accepted, rejectedErrors: rejectedErrors ?? [], response });
    return printableAnswer(response, [secrets.password]);
  } catch (error) {
    throw smtpFault(error, { settings, secrets, isAllSent });
  } finally {
    transport.close();
  }
}

type GetSocketCallback = (error: Error | null, found?: { connection: Socket }) => void;

/** @types/nodemailer is of version 8, and does not know that nodemailer 10 takes a signal. */
function withSignal(mail: SendMailOptions, signal: AbortSignal): SendMailOptions {
  return { ...mail, signal } as SendMailOptions;
}

function loginOf({ username, security }: EmailSettings, { password }: EmailSecrets) {
  if (username === undefined) return {};
  if (password === undefined)
    throw new DeliveryError('"username" is set and the secret "password" is not. Set both or none.');
  if (security === 'none')
    throw new DeliveryError('A password is not sent without encryption. Choose "starttls" or "tls".');
  // forceAuth: a server that offers no login is not to get the mail without one.
  return { auth: { user: username, pass: password }, forceAuth: true };
}

const LIMITS = {
  connectionTimeout: 30_000,
  greetingTimeout: 30_000,
  // Some servers scan a mail before they answer, and RFC 5321 has them take 10 minutes; who gives up early sends it twice.
  socketTimeout: 300_000,
};
