export { bundleReadme, type ReadmeFacts } from './bundle-readme.js';
export {
  BUNDLE_FILE_KINDS,
  type BundleFile,
  type BundleFileKind,
  type Manifest,
  MANIFEST_NAME,
  type ManifestFacts,
  manifestSchema,
  SIGNATURE_NAME,
} from './manifest.js';
export {
  fingerprintOf,
  isSignedBy,
  keyIdOf,
  makeSigningKey,
  type NewSigningKey,
  publicKeyPem,
  type Signer,
  signerOf,
} from './signing-key.js';
export {
  type BundleEntry,
  type BundleInTheMaking,
  type NewBundle,
  writeBundle,
  type WrittenBundle,
} from './write-bundle.js';
export { MISMATCH_CODES, type MismatchCode } from './verify/mismatch.js';
export {
  type IntactBundle,
  type MismatchedBundle,
  type SignedBy,
  type Verification,
  verifyBundle,
} from './verify/verify-bundle.js';
export { readVerifyingKeys, type VerifyingKey } from './verify/verifying-keys.js';
