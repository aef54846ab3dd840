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
