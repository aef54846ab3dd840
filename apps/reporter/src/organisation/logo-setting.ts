import type { Logo } from '@trailkeeper/contract';
import { z } from 'zod';
import { loadLogo } from './load-logo.js';
import { LogoFault } from './logo-fault.js';

/**
 * The organisation's logo, read from the file that the setting names: once, at start, so that a fault stops the start
 * with all others. A path is no secret: the fault names it.
 */
export const logoSetting = z.string().transform((path, context): Logo => {
  try {
    return loadLogo(path);
  } catch (fault) {
    if (!(fault instanceof LogoFault)) throw fault;
    const message = `must be the path of a PNG or JPEG file, for example /etc/trailkeeper/logo.png; ${path} ${fault.message}`;
    context.issues.push({ code: 'custom', message, input: undefined });
    return z.NEVER;
  }
});
