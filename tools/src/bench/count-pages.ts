/** How many pages a PDF has. */
export async function countPages(pdf: Uint8Array): Promise<number> {
  // Loaded late: it brings a JSON.stringify of its own that is several times slower, for the whole process.
  const { getDocument } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const loading = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const { numPages } = await loading.promise;
  await loading.destroy();
  return numPages;
}
