import { guardAddresses } from '../network/guard-addresses.js';
import { maybeNameFault } from '../network/name-fault.js';
import { DeliveryError, type SettingFault, type TargetKind } from '../target-kind.js';
import { watchContent } from '../watch-content.js';
import { type EmailSecrets, emailSecrets, type EmailSettings, emailSettings } from './email-settings.js';
import { mailOf } from './mail-of.js';
import { sendMail } from './send-mail.js';

/** Addresses, through an SMTP server. SMTP cannot tell a repeat: the delivery id in `Message-ID` lets the readers tell. */
export const email: TargetKind<EmailSettings, EmailSecrets> = {
  id: 'email',
  name: 'E-mail',
  description: 'Sends each file as an attachment through an SMTP server, above a size a link to it.',
  isExactlyOnce: false,
  settings: emailSettings,
  secrets: emailSecrets,
  address: ({ host, port, username }) => `${username ?? ''}@${host}:${port}`,
  async check({ host, security, username }, { privateNetworks }, secretNames) {
    const faults: SettingFault[] = [];
    if (security === 'none' && username !== undefined) {
      const message = 'A password is not sent without encryption: choose "starttls" or "tls", or leave "username" out.';
      faults.push({ field: 'username', message });
    }
    const hasPassword = secretNames.includes('password');
    if (username !== undefined && !hasPassword) {
      faults.push({ field: 'username', message: 'Give "secrets.password" as well, or leave "username" out.' });
    }
    if (username === undefined && hasPassword) {
      faults.push({ field: 'username', message: 'Needed with "secrets.password": give both or none.' });
    }
    try {
      const isPrivateOnly = security === 'none';
      const guard = guardAddresses(privateNetworks, { isPrivateOnly });
      guard.checkHost(host);
      const message = isPrivateOnly ? await maybeNameFault(guard, host) : undefined;
      if (message !== undefined) faults.push({ field: 'host', message });
    } catch (error) {
      if (!(error instanceof DeliveryError)) throw error;
      faults.push({ field: 'host', message: error.message });
    }
    return faults;
  },
  async deliver(target, parcel) {
    const watched = watchContent(parcel);
    const answer = await sendMail(target, mailOf(target.settings, watched.parcel)).catch((error: unknown) => {
      throw watched.fault() ?? error;
    });
    const { to, cc } = target.settings;
    return { place: [...to, ...cc].join(', ').slice(0, 1_000), answer, wasThere: false };
  },
};
