/** A table as data: Markdown and HTML draw the same one. The first column names the row. */
export interface ReportTable {
  caption: string;
  head: string[];
  rows: string[][];
  /** Columns of numbers, set flush right. */
  numeric?: number[];
  /** Under the table: why a number is missing, what was left out. */
  notes?: string[];
}
