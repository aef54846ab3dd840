import type { Logo } from '@trailkeeper/contract';
import { printable } from '../../words/printable.js';
import { PAGE } from '../style.js';

/** At most so large, in points: a mark beside the title, not a poster. */
const MOST = { width: 110, height: 34 };

/** Points a pixel, as on a screen: a small picture is not blown up into blocks. */
const MOST_SCALE = 0.75;

export interface PlacedLogo {
  width: number;
  height: number;
  /** Draws it with its right edge at the page's; gives its element of the structure. */
  draw(pdf: PDFKit.PDFDocument, top: number): PDFKit.PDFStructureElement;
}

/** The organisation's logo at the size it is drawn in. It speaks for whose the report is, so it is read out as their name. */
export function placeLogo(logo: Logo, organisation: string | null): PlacedLogo {
  const scale = Math.min(MOST_SCALE, MOST.width / logo.width, MOST.height / logo.height);
  const [width, height] = [logo.width * scale, logo.height * scale];
  const left = PAGE.right - width;
  const alt = organisation === null ? 'Logo' : printable(organisation, () => true).text;
  return {
    width,
    height,
    draw: (pdf, top) => {
      const bbox = [left, top, PAGE.right, top + height];
      const options = { width, height, ignoreOrientation: true };
      return pdf.struct('Figure', { alt, bbox } as object, () => {
        pdf.image(Buffer.from(logo.base64, 'base64'), left, top, options);
      });
    },
  };
}
