import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Fails when this Node is not one that package.json's `engines` allows.
 * @param {string} root
 */
export function refuseOldNode(root) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  if (isAllowed(process.versions.node, engines.node)) return;
  throw new Error(
    `Trailkeeper needs Node.js ${engines.node.replaceAll('||', 'or')}, but this is ${process.versions.node}. ` +
      'Install a newer one (https://nodejs.org, or "nvm install --lts") and try again.',
  );
}

/**
 * Whether a version fits a range of the two forms that `engines` uses, `^20.19.0` and `>=24.11.0`, joined by `||`.
 * @param {string} version
 * @param {string} range
 */
export function isAllowed(version, range) {
  const actual = numbersOf(version);
  return range.split('||').some((part) => {
    const least = numbersOf(part.replace(/^\s*(\^|>=)/, ''));
    const isSameMajor = actual[0] === least[0];
    return compare(actual, least) >= 0 && (part.includes('>=') || isSameMajor);
  });
}

/** @param {string} version */
function numbersOf(version) {
  return version.trim().split('-', 1).join('').split('.').map(Number);
}

/**
 * @param {number[]} left
 * @param {number[]} right
 */
function compare(left, right) {
  const at = [0, 1, 2].find((i) => left[i] !== right[i]);
  return at === undefined ? 0 : (left[at] ?? 0) - (right[at] ?? 0);
}
