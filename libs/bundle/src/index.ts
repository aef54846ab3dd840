export { BUNDLE_FILE_KINDS, type BundleFile, type BundleFileKind, type Manifest, manifestSchema } from './manifest.js';
