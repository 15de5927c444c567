import type { DataReport, DatasetReport, LengthMeasure } from '../../../contracts/data-report.ts';
import { SplitName } from '../../../contracts/dataset.ts';
import { lengthHistogram } from '../../charts/length-histogram.ts';
import { splitColours, splitTitle } from '../part-words.ts';
import type { DataFigure, DataPart, DataSection } from '../section.ts';
import { labelLengthTable, lengthTable, sizeTable, varietyTable } from '../statistics-tables.ts';

const titles: Record<LengthMeasure, string> = {
  promptWords: 'Words in a prompt',
  answerWords: 'Words in an answer',
  tokens: 'Tokens in a row',
};

/** How long prompts and answers are, and how varied, by split. */
export function lengthsSection({ datasets }: DataReport): DataSection {
  const parts = datasets.flatMap((dataset) => lengthsPart(dataset));
  return {
    id: 'lengths',
    title: 'Lengths and variety',
    lead: 'Of the kept rows. Each histogram shows shares of its own split, so that splits of different sizes can be compared.',
    sentences: parts.length === 0 ? ['No row was kept, so there is nothing to measure.'] : [],
    parts,
  };
}

function lengthsPart({ name, statistics, histograms }: DatasetReport): DataPart[] {
  if (statistics === null || statistics.rows === 0) return [];
  const measures = [...new Set(histograms.map(({ measure }) => measure))];
  return [
    {
      title: name,
      figures: measures.map((measure) => figureOf(name, measure, histograms)),
      tables: [lengthTable(statistics), varietyTable(statistics), sizeTable(statistics)],
      brief: [lengthTable(statistics), sizeTable(statistics)],
      folded: Object.keys(statistics.byLabel).length === 0 ? [] : [labelLengthTable(statistics)],
    },
  ];
}

function figureOf(name: string, measure: LengthMeasure, histograms: DatasetReport['histograms']): DataFigure {
  const order = [null, ...SplitName.options];
  const series = histograms
    .filter((histogram) => histogram.measure === measure)
    .toSorted((a, b) => order.indexOf(a.split) - order.indexOf(b.split))
    .map(({ split, edges, counts }) => ({ title: splitTitle(split), colour: splitColours[split ?? 'train'], edges, rows: counts }));
  return {
    caption: titles[measure],
    draw: () => lengthHistogram(`${titles[measure]} of ${name}`, series),
    key: series.map(({ title, colour }) => ({ title, colour })),
  };
}
