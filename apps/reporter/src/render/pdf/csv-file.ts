/** The CSV beside the report: where rows are that the PDF leaves out. */
export interface CsvFile {
  name: string;
  sha256: string;
  rows: number;
}
