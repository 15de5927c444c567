import type { ReportTable } from '../tables/table.ts';

/** A chart with its caption and, where it has several colours, their key. Tables hold the same numbers. */
export interface DataFigure {
  caption: string;
  draw: () => string;
  key?: readonly { title: string; colour: string }[];
}

/** What a section says of one dataset, or of all where `title` is null. */
export interface DataPart {
  title: string | null;
  figures?: readonly DataFigure[];
  tables?: readonly ReportTable[];
  /** What the terminal shows instead of the tables, where those are long. */
  brief?: readonly ReportTable[];
  /** Detail: on the page behind a click, in Markdown in full, in the terminal not at all. */
  folded?: readonly ReportTable[];
}

/** A part of the data report as data: page, Markdown and terminal draw the same one. */
export interface DataSection {
  id: string;
  title: string;
  lead: string;
  verdict?: { kind: 'pass' | 'fail' | 'unclear'; text: string };
  sentences: readonly string[];
  parts: readonly DataPart[];
}
