import type { ClassDetails } from '../../contracts/evaluation-report.ts';
import { count } from '../numbers.ts';
import { classTitle } from '../quality-detail.ts';
import { drawSvg, fontSize, ink, muted } from './svg.ts';

/** Characters of a label that still fit beside the matrix. */
const longestLabel = 18;
/** Pixels that a character takes at most, of the labels' size. */
const characterWidth = 7;
/** Together the cells of a small matrix are so wide; those of a large one get no narrower than the least. */
const cells = { all: 480, least: 36, most: 64, height: 34 };
/** Smaller than this share of its size the picture's words are hard to read. */
const leastShrunk = 0.75;

/** Rows by reference (down) and answer (across): the fuller the colour, the larger the share of the reference's rows; the diagonal is right. */
export function confusionHeatMap({ labels, counts }: ClassDetails): string {
  const names = shortNames(labels);
  const cellWidth = Math.min(cells.most, Math.max(cells.least, Math.floor(cells.all / labels.length)));
  const widest = Math.max(...names.map(({ length }) => length)) * characterWidth;
  const isTurned = widest > cellWidth;
  const left = widest + 18;
  const top = isTurned ? Math.round(widest * Math.SQRT1_2) + 24 : 34;
  const right = isTurned ? Math.max(8, Math.round(widest * Math.SQRT1_2) - cellWidth / 2 + 12) : 8;
  const width = left + labels.length * cellWidth + right;
  return drawSvg({
    label: `Confusion matrix: ${described(labels, counts).join('; ')}`,
    width,
    narrowest: Math.round(width * leastShrunk),
    height: top + labels.length * cells.height + 8,
    option: {
      grid: { left, right, top, bottom: 8 },
      xAxis: { ...axis(names), position: 'top', axisLabel: { ...axisLabel, rotate: isTurned ? -45 : 0 } },
      yAxis: { ...axis(names), inverse: true },
      visualMap: { show: false, min: 0, max: 1, inRange: { opacity: [1, 1] } },
      series: [{ type: 'heatmap', data: counts.flatMap(tiles), emphasis: { disabled: true } }],
    },
  });
}

const axisLabel = { color: muted, fontSize: fontSize - 1, interval: 0 };

function axis(names: readonly string[]): object {
  return { type: 'category', data: names, axisLine: { show: false }, axisTick: { show: false }, axisLabel };
}

function tiles(row: readonly number[], reference: number): object[] {
  const of = row.reduce((sum, rows) => sum + rows, 0);
  return row.map((rows, answer) => ({
    value: [answer, reference, rows],
    itemStyle: {
      color: fill(of === 0 ? 0 : rows / of, answer === reference),
      borderColor: 'var(--card)',
      borderWidth: 2,
      borderRadius: 6,
    },
    label: {
      show: rows > 0,
      formatter: count(rows),
      color: ink,
      fontSize,
      fontWeight: answer === reference ? 600 : 400,
      fontFamily: 'inherit',
    },
  }));
}

/** A tint that ink stays readable on: the tuned model's colour for right answers, grey for wrong ones. */
function fill(share: number, isRight: boolean): string {
  if (share === 0) return 'color-mix(in srgb, var(--line) 35%, var(--card))';
  return `color-mix(in srgb, var(${isRight ? '--tuned' : '--muted'}) ${Math.round(8 + share * 42)}%, var(--card))`;
}

/** Names that are alike when shortened are told apart by their places in the tables below. */
function shortNames(labels: readonly string[]): string[] {
  const names = labels.map((label) => shortened(classTitle(label), longestLabel));
  return names.map((name, index) => {
    if (names.indexOf(name) === names.lastIndexOf(name)) return name;
    const place = `${index + 1}: `;
    return place + shortened(classTitle(labels[index]!), longestLabel - place.length);
  });
}

/** Both ends stay: labels often differ in the last word only. */
function shortened(label: string, longest: number): string {
  const characters = [...label];
  if (characters.length <= longest) return label;
  const kept = longest - 1;
  return `${characters.slice(0, Math.ceil(kept / 2)).join('')}…${characters.slice(-Math.floor(kept / 2)).join('')}`;
}

function described(labels: readonly string[], counts: ClassDetails['counts']): string[] {
  return labels.map((label, reference) => {
    const answers = counts[reference]!.flatMap((rows, answer) => (rows === 0 ? [] : [`${count(rows)} as ${classTitle(labels[answer]!)}`]));
    return `${classTitle(label)} answered ${answers.join(', ') || 'never, it has no row'}`;
  });
}
