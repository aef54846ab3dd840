import { getDocument, OPS } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** What a reader gets out of a PDF file. */
export interface ReadPdf {
  /** The text of each page, in the order it was drawn, a line break where the file has one. */
  pages: string[];
  /** Titles of the bookmarks, those of a lower level indented. */
  outline: string[];
  info: Record<string, unknown>;
  xmp: string;
}

/** Reads a PDF with a library that did not write it. */
export async function readPdf(bytes: Uint8Array): Promise<ReadPdf> {
  const task = open(bytes);
  const file = await task.promise;
  const { info, metadata } = await file.getMetadata();
  const read: ReadPdf = {
    pages: [],
    outline: outlineTitles((await file.getOutline()) ?? []),
    info: info as Record<string, unknown>,
    xmp: metadata?.getRaw() ?? '',
  };
  for (let number = 1; number <= file.numPages; number += 1) {
    const page = await file.getPage(number);
    const { items } = await page.getTextContent();
    read.pages.push(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
  }
  await task.destroy();
  return read;
}

/** The elements of a page's tagged structure, as `Table`, `TR`, `TH` … in reading order. Slow on long documents. */
export async function readRoles(bytes: Uint8Array, pageNumber: number): Promise<string[]> {
  const task = open(bytes);
  const page = await (await task.promise).getPage(pageNumber);
  const roles = rolesOf((await page.getStructTree()) as Node | null);
  await task.destroy();
  return roles;
}

/** The alternative texts of a page's figures, in reading order. */
export async function readAlternatives(bytes: Uint8Array, pageNumber: number): Promise<string[]> {
  const task = open(bytes);
  const page = await (await task.promise).getPage(pageNumber);
  const texts = alternativesOf((await page.getStructTree()) as Node | null);
  await task.destroy();
  return texts;
}

/** How large a page's pictures are, in pixels, as a reader unpacks them. */
export async function readImages(bytes: Uint8Array, pageNumber: number): Promise<string[]> {
  const task = open(bytes);
  const page = await (await task.promise).getPage(pageNumber);
  const { fnArray, argsArray } = await page.getOperatorList();
  const sizes = fnArray.flatMap((operator, index) => {
    if (operator !== OPS.paintImageXObject) return [];
    const [, width, height] = argsArray[index] as [string, number, number];
    return [`${width} x ${height}`];
  });
  await task.destroy();
  return sizes;
}

function open(bytes: Uint8Array): ReturnType<typeof getDocument> {
  return getDocument({ data: new Uint8Array(bytes), verbosity: 0, useSystemFonts: false });
}

interface Entry {
  title: string;
  items: Entry[];
}

function outlineTitles(entries: Entry[], indent = ''): string[] {
  return entries.flatMap(({ title, items }) => [indent + title, ...outlineTitles(items, `${indent}  `)]);
}

interface Node {
  role?: string;
  alt?: string;
  children?: Node[];
}

function rolesOf(node: Node | null): string[] {
  if (node === null) return [];
  return [...(node.role === undefined ? [] : [node.role]), ...(node.children ?? []).flatMap(rolesOf)];
}

function alternativesOf(node: Node | null): string[] {
  if (node === null) return [];
  return [...(node.alt === undefined ? [] : [node.alt]), ...(node.children ?? []).flatMap(alternativesOf)];
}
