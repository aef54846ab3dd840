import { existsSync, readdirSync } from 'node:fs';

/**
 * Inside an app a feature folder does not import its neighbour: what two features need belongs to a library, what joins
 * them to `app.module.ts`. The exceptions are named in `mayUse`, so that every one is a decision that can be seen.
 *
 * @param {string} app folder of the app, `apps/reporter`
 * @param {Record<string, string[]>} mayUse feature -> neighbours it may import
 * @returns one ESLint configuration for each feature folder
 */
export function featureFolders(app, mayUse = {}) {
  const source = `${app}/src`;
  if (!existsSync(source)) return [];
  const features = readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return features.map((feature) => {
    const neighbours = features.filter((other) => other !== feature && !(mayUse[feature] ?? []).includes(other));
    return {
      files: [`${source}/${feature}/**/*.ts`],
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [
              {
                regex: `^(\\.\\./)+(${neighbours.join('|')})(/|$)`,
                message: `The feature folder ${feature} does not import its neighbours; see tools/eslint/feature-folders.mjs.`,
              },
            ],
          },
        ],
      },
    };
  });
}
