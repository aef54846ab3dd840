import { isCertificateFault } from '../network/certificate-fault.js';
import { printableAnswer } from '../printable-answer.js';
import { DeliveryError } from '../target-kind.js';
import type { EmailSecrets, EmailSettings } from './email-settings.js';

interface Circumstances {
  readonly settings: EmailSettings;
  readonly secrets: EmailSecrets;
  /** The whole mail was on its way, with the line that ends it. */
  readonly isAllSent: boolean;
}

/** What went wrong, in words that say what to do; without the password, whatever the server said. */
export function smtpFault(error: unknown, { settings, secrets, isAllSent }: Circumstances): DeliveryError {
  if (error instanceof DeliveryError) return error;
  const fault = error as SmtpError;
  if (fault.cause instanceof DeliveryError) return fault.cause;
  const isSilent = fault.responseCode === undefined || fault.responseCode === false;
  const mayHaveArrived = isAllSent && isSilent && LOST.has(fault.code ?? '');
  const said = mayHaveArrived ? fellSilent(settings) : explain(fault, settings);
  const message = secrets.password === undefined ? said : said.replaceAll(secrets.password, '…');
  return new DeliveryError(message.slice(0, MAX_LENGTH), { cause: error, mayHaveArrived });
}

/** The mail was taken for some recipients and refused for others, whom the message names. */
export function partlyRefused(
  settings: EmailSettings,
  {
    accepted,
    rejectedErrors,
    response,
  }: { accepted: readonly unknown[]; rejectedErrors: SmtpError[]; response: string },
): DeliveryError {
  const message =
    `${serverOf(settings)} refused ${refusals(rejectedErrors)}. The other ${accepted.length} got the mail (${oneLine(response)}). ` +
    'Take the refused addresses out of the target, or have the server take them.';
  return new DeliveryError(message.slice(0, MAX_LENGTH), { mayHaveArrived: true });
}

/** As nodemailer throws it. */
interface SmtpError extends Error {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly response?: string | undefined;
  readonly responseCode?: number | false | undefined;
  readonly recipient?: string | undefined;
  readonly rejectedErrors?: SmtpError[] | undefined;
}

/** The connection ended, or was ended, without an answer. */
const LOST = new Set(['ECONNECTION', 'ETIMEDOUT', 'ESOCKET', 'EABORT', 'EPROTOCOL']);

function explain(fault: SmtpError, settings: EmailSettings): string {
  const server = serverOf(settings);
  const reply = fault.response ? ` It said: ${oneLine(fault.response)}` : '';
  switch (fault.code ?? '') {
    case 'EAUTH':
      return `${server} refused the login of "${settings.username}". Check "username" and "password".${reply}`;
    case 'ETLS':
      return tlsFault(fault, settings, reply);
    case 'EENVELOPE':
      if (fault.rejectedErrors?.length)
        return `${server} refused ${refusals(fault.rejectedErrors)}. Nobody got the mail.`;
      return `${server} refused the sender ${settings.from} or the mail. Check "from", and whether a login is needed.${reply}`;
    case 'EMESSAGE':
      return `${server} refused the mail.${reply} If it is too large, lower "maxAttachmentBytes".`;
    case 'EABORT':
      return `The mail to ${server} was broken off before it was sent.`;
    case 'ETIMEDOUT':
      return `${server} fell silent before it had the mail. Check that it is an SMTP server and that "security" fits "port".`;
    case 'ECONNECTION':
    case 'ESOCKET':
      if (isTlsFault(fault.message)) return tlsFault(fault, settings, reply);
      return `The connection to ${server} broke before it had the mail (${oneLine(fault.message)}).${reply}`;
    default:
      return `The mail could not be handed in at ${server} (${fault.code ?? fault.name}): ${oneLine(fault.message)}`;
  }
}

function tlsFault({ message, response }: SmtpError, settings: EmailSettings, reply: string): string {
  const server = serverOf(settings);
  if (response !== undefined) {
    return `${server} does not offer STARTTLS, and nothing is sent without. Set "security" to "tls" if it wants that.${reply}`;
  }
  if (isCertificateFault(message)) {
    return (
      `The certificate of ${server} is not trusted (${oneLine(message)}). For an authority of your own, start the reporter ` +
      'with its certificate in NODE_EXTRA_CA_CERTS.'
    );
  }
  return `TLS with ${server} failed (${oneLine(message)}). Check that "security" fits "port"; TLS 1.2 is the least.`;
}

function isTlsFault(message: string): boolean {
  return isCertificateFault(message) || message.includes('SSL routines');
}

function fellSilent(settings: EmailSettings): string {
  return (
    `${serverOf(settings)} got the whole mail and did not say whether it took it. It may have arrived; a repeat carries the ` +
    'same Message-ID.'
  );
}

function refusals(errors: readonly SmtpError[]): string {
  return errors.map(({ recipient, response }) => `${recipient} (${oneLine(response ?? 'no reason')})`).join(', ');
}

const serverOf = ({ host, port }: EmailSettings) => `${host}:${port}`;

const oneLine = (text: string) => printableAnswer(text, [], 200);

const MAX_LENGTH = 900;
