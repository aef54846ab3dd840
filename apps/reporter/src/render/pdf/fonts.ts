import { createRequire } from 'node:module';
import type { FontName } from './style.js';

const require = createRequire(import.meta.url);

/**
 * Where the fonts lie (Source Sans 3 and Source Code Pro, OFL 1.1). pdfkit is given paths, not buffers or other names:
 * only fonts named by their path are opened once.
 */
export const FONT_PATH: Record<FontName, string> = {
  text: require.resolve('@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf'),
  strong: require.resolve('@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf'),
  italic: require.resolve('@expo-google-fonts/source-sans-3/400Regular_Italic/SourceSans3_400Regular_Italic.ttf'),
  code: require.resolve('@expo-google-fonts/source-code-pro/400Regular/SourceCodePro_400Regular.ttf'),
};
