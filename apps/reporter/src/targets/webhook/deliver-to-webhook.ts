import { SOFTWARE_VERSION } from '@trailkeeper/http';
import { guardAddresses, type Resolve } from '../network/guard-addresses.js';
import { printableAnswer } from '../printable-answer.js';
import { type Delivered, DeliveryError, type OpenTarget, type Parcel } from '../target-kind.js';
import { type Answer, postBody } from './post-body.js';
import { signMessage } from './sign-message.js';
import { webhookBody } from './webhook-body.js';
import type { WebhookSecrets, WebhookSettings } from './webhook-settings.js';

/** The world around a call, changed by tests alone. */
export interface World {
  readonly resolve?: Resolve;
  /** A certificate to trust, in PEM. */
  readonly ca?: string;
  readonly connectMs?: number;
}

/** Posts the parcel, signed, and takes any 2xx to the whole of it as delivered. Throws DeliveryError. */
export async function deliverToWebhook(
  { settings, secrets, limits, signal }: OpenTarget<WebhookSettings, WebhookSecrets>,
  parcel: Parcel,
  { resolve, ca, connectMs = 10_000 }: World = {},
): Promise<Delivered> {
  const url = new URL(settings.url);
  const isPrivateOnly = url.protocol === 'http:';
  const guard = guardAddresses(limits.privateNetworks, { isPrivateOnly, ...(resolve && { resolve }) });
  guard.checkHost(url.hostname);
  const { headers, content } = await webhookBody(parcel, settings);
  const signed = await signMessage(secrets.signingSecret, {
    id: parcel.deliveryId,
    at: new Date(), // by this host: receivers hold it against their own clock
    body: content(),
  });
  const answer = await postBody({
    url,
    headers: {
      ...headers,
      ...signed,
      'user-agent': `Trailkeeper/${SOFTWARE_VERSION}`,
      ...(secrets.bearerToken !== undefined && { authorization: `Bearer ${secrets.bearerToken}` }),
    },
    content,
    lookup: guard.lookup,
    ...(ca !== undefined && { ca }),
    connectMs,
    signal,
  });
  const said = (text: string) => printableAnswer(text, [secrets.signingSecret, secrets.bearerToken]);
  if (answer.status < 200 || answer.status > 299) throw refusal(answer, url, said);
  return { place: placeOf(url), answer: said(`${headOf(answer)}: ${answer.text}`), wasThere: false };
}

function refusal(answer: Answer, url: URL, said: (text: string) => string): DeliveryError {
  const { status, location, text, isWhole } = answer;
  const head = `${url.host} answered ${headOf(answer)}`;
  if (location !== undefined && status < 400) {
    const to = URL.canParse(location, url.href) ? placeOf(new URL(location, url.href)) : 'somewhere';
    return new DeliveryError(
      `${said(`${head} and leads to ${to}`)}. It is not followed: give the final address as "url".`,
    );
  }
  // Who broke off in the middle, or a gateway before them, may have stored it first. 503 says that nothing was begun.
  const mayHaveArrived = isWhole && status >= 500 && status !== 503;
  const wayOut = WAYS_OUT[status];
  const message = said(`${head}${wayOut === undefined ? '' : ` (${wayOut})`}${text === '' ? '' : `: ${text}`}`);
  return new DeliveryError(message, { mayHaveArrived });
}

function headOf({ status, reason }: Answer): string {
  return `${status} ${reason}`.trim();
}

/** Without the query, where some keep what others must not read. */
function placeOf({ origin, pathname }: URL): string {
  return origin + pathname;
}

const WAYS_OUT: Record<number, string> = {
  401: 'check the bearer token and the signing secret',
  403: 'check the bearer token and the signing secret',
  404: 'check "url"',
  410: 'check "url"',
  413: 'give a smaller "maxBytes", above which a link is sent',
};
