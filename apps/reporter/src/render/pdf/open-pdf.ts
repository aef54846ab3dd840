import type { ReportDocument } from '@trailkeeper/contract';
import { zlibSync } from 'fflate';
import PdfDocument from 'pdfkit';
import { printable } from '../words/printable.js';
import { FONT_PATH } from './fonts.js';
import { layOutIdsPlainly } from './opened-font.js';

/**
 * An empty tagged PDF 1.7 with the report's metadata. Everything that could differ between two makings is fixed: dates
 * and file id come from the stored document, the compression is in JavaScript.
 */
export function openPdf(document: ReportDocument): PDFKit.PDFDocument {
  const pdf = new FixedPdf({
    autoFirstPage: false,
    size: 'A4',
    margin: 0,
    pdfVersion: '1.7',
    subset: 'PDF/UA' as never, // @types/pdfkit only knows PDF/A
    tagged: true,
    lang: 'en',
    displayTitle: true,
    compress: false,
    font: FONT_PATH.text,
    info: info(document),
  });
  layOutIdsPlainly(pdf);
  return pdf;
}

function info(document: ReportDocument): PDFKit.DocumentInfo {
  const { kind, subject, period, scope, provenance } = document;
  const limit = scope.words === null ? [] : [scope.words];
  const texts = {
    Title: [kind.name, [subject.name, ...limit].join(' '), period.words].join(', '),
    Author: document.organisation ?? 'Trailkeeper',
    Subject: document.summary,
    Keywords: [kind.id, subject.id, ...limit, `run ${provenance.runId}`, `catalog ${provenance.catalogVersion}`].join(
      ', ',
    ),
    Creator: `Trailkeeper ${provenance.softwareVersion}`,
    Producer: `Trailkeeper ${provenance.softwareVersion} (PDFKit)`,
  };
  const safe = Object.entries(texts).map(([key, text]) => [key, new MetadataText(printable(text, () => true).text)]);
  return { ...Object.fromEntries(safe), CreationDate: new Date(provenance.madeAt) };
}

/**
 * pdfkit writes the same text once as a PDF string and once, unescaped, into the XMP packet: a name with `&` would break
 * the XML. A PDF string takes the value, a template takes `toString`, so only the latter is escaped.
 */
class MetadataText extends String {
  override toString(): string {
    return this.valueOf().replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  }
}

/**
 * Node's zlib may give other bytes on another processor or in another version of Node; a report made again must be the
 * same to the byte, so streams are packed in JavaScript. The XMP packet stays readable to programs that know no PDF.
 */
class FixedPdf extends PdfDocument {
  override ref(data: object): PDFKit.PDFKitReference {
    const reference = super.ref(data);
    (reference as unknown as Stream).finalize = packAndFinalize;
    return reference;
  }
}

/** What pdfkit's reference holds besides what its types tell. */
interface Stream {
  data: { Filter?: string; Type?: string };
  buffer: Uint8Array[];
  finalize(): void;
}

function packAndFinalize(this: Stream): void {
  // what has a filter came packed, as pictures do, and is the same bytes everywhere
  if (this.buffer.length > 0 && this.data.Type !== 'Metadata' && this.data.Filter === undefined) {
    this.buffer = [zlibSync(Buffer.concat(this.buffer), { level: 6 })];
    this.data.Filter = 'FlateDecode';
  }
  (Object.getPrototypeOf(this) as Stream).finalize.call(this);
}
