/** 2,000 pixels on the width that a logo gets are more than any printer shows. */
const MAX_PIXELS = 2_000;

/** A file that cannot be a logo: what is wrong with it and the way out, to be said after its path. */
export class LogoFault extends Error {
  override name = 'LogoFault';
}

/** Fails unless a picture of this size can be a logo. */
export function checkPixels(width: number, height: number): void {
  if (width > 0 && height > 0 && width <= MAX_PIXELS && height <= MAX_PIXELS) return;
  throw new LogoFault(`has ${width} x ${height} pixels; 1 to 2,000 each way are taken: scale it`);
}
