/** The version of the whole product, as its pages and reports print it; a test holds it to the root's package.json. */
export const SOFTWARE_VERSION = '0.1.0';
