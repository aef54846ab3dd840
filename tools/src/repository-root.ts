import { fileURLToPath } from 'node:url';

/** The checkout's folder, with a slash at its end; right from `tools/src` and from `tools/dist`. */
export const REPOSITORY_ROOT = fileURLToPath(new URL('../../', import.meta.url));
