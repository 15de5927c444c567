import type { RowRule } from '../../../src/contracts/row-finding.ts';
import { seededFakers, type Fakers } from '../pii-text/fakers.ts';
import type { PiiEntity } from '../pii-text/pii-entity.ts';
import { seededRandom, type Random } from '../pii-text/random.ts';
import { jsonContent, labelContent, pairContent, textContent, topicLabels, type Content } from './content.ts';
import { changeNumbers } from './edit-text.ts';
import type { Ground, Plant, Spoilt } from './plant.ts';
import { planLines, type LinePlan } from './plan-lines.ts';
import { repeatedLabels, repeatedRows, repeatedText } from './repeated.ts';
import { unclean } from './unclean.ts';
import { unfitJson, unfitLabels, unfitPairs, unfitText } from './unfit.ts';
import { unreadable } from './unreadable.ts';
import { drawShape, writeRow, type Shape } from './write-row.ts';

/** A line that a rule must find. A conflict has two entries, one for each of its rows. */
export interface PlantedDefect {
  /** Physical line, from 1. */
  line: number;
  rule: RowRule;
  entity?: PiiEntity;
  /** The way in which the defect was made. */
  detail: string;
  /** The other row: earlier line of this file, or line of the frozen test (of a leak). */
  of?: number;
  /** Of a near-duplicate: exact Jaccard of the five-word runs of prompt and answer. */
  jaccard?: number;
}

/** One file of rows. `lines` and `frozenTest` are made as they are read, each line with its line end; reading twice gives the same. */
export interface PlantedFile {
  name: 'text' | 'labels' | 'json' | 'pairs';
  rows: number;
  lines: () => Generator<Buffer>;
  defects: PlantedDefect[];
  /** Clean rows that are like another clean row but for their numbers and their answer: neither duplicates nor conflicts. */
  lookalikes: { line: number; of: number }[];
  frozenTest: () => Generator<Buffer>;
}

interface Kind {
  share: number;
  content: (random: Random) => Content;
  shape: (random: Random) => Shape;
  plants: readonly Plant[];
}

const pairPlants = [...unfitPairs, ...repeatedRows];
const kinds: Record<PlantedFile['name'], Kind> = {
  text: { share: 0.65, content: textContent, shape: drawShape, plants: [...unreadable, ...unclean, ...unfitText, ...repeatedText] },
  labels: { share: 0.15, content: labelContent, shape: drawShape, plants: [...unfitLabels, ...repeatedLabels] },
  json: { share: 0.12, content: jsonContent, shape: drawShape, plants: [...unfitJson, ...repeatedRows] },
  pairs: { share: 0.08, content: pairContent, shape: () => 'preference', plants: pairPlants },
};

/**
 * Files of chat rows with every kind of defect planted and named, to hold preparation against:
 *
 *     for (const { name, lines, defects, frozenTest } of generatePlantedDataset(5, 20_000)) …
 *
 * Four files: free text, closed labels, JSON answers, preference pairs. What stands in `defects` must be found by its
 * rule; every other line is clean on purpose and must be kept. A defect may bring others with it (a row of noise is in no
 * language, either), so compare by line and rule and ask of the rest only that no clean line is dropped. The rows that
 * duplicates and leaks repeat are clean. The first row of each file is clean; line 1 is never a defect. The same
 * seed and rows give the same bytes.
 *
 * @param rows lines of all files together; at least 20,000 where `perRule` is 100
 * @param perRule lines planted for each rule (for each entity of `pii`); `too-many-tokens` and `too-long-line` have fewer, being large
 */
export function generatePlantedDataset(seed: number, rows = 20_000, perRule = 100): PlantedFile[] {
  const fakers = seededFakers(seed);
  return Object.entries(kinds).map(([name, kind], index) => {
    return plantFile({
      name: name as PlantedFile['name'],
      kind,
      fakers,
      seed: seed * 16 + index,
      rows: Math.ceil(rows * kind.share),
      perRule,
    });
  });
}

interface FileSettings {
  name: PlantedFile['name'];
  kind: Kind;
  fakers: Fakers;
  seed: number;
  rows: number;
  perRule: number;
}

function plantFile(settings: FileSettings): PlantedFile {
  const { name, kind, seed, rows, perRule } = settings;
  const { plans, lookalikes, frozenRows } = planLines(seededRandom(seed), kind.plants, rows, perRule);
  const defects = [...plans].flatMap(([line, plan]) => defectsOf(settings, line, plan)).toSorted((a, b) => a.line - b.line);
  return {
    name,
    rows,
    defects,
    lookalikes: [...lookalikes].map(([line, of]) => ({ line, of })),
    *lines() {
      for (let line = 1; line <= rows; line += 1) {
        const plan = plans.get(line);
        const original = lookalikes.get(line);
        if (plan !== undefined) yield endLine(lineOf(spoil(settings, line, plan)));
        else
          yield endLine(
            writeRow(
              original === undefined ? cleanContent(settings, line) : likeAnother(settings, line, original),
              shapeAt(settings, line),
            ),
          );
      }
    },
    *frozenTest() {
      for (let row = 1; row <= frozenRows; row += 1)
        yield endLine(writeRow(cleanContent(settings, rows + row), shapeAt(settings, rows + row)));
    },
  };
}

/** Each line has its own stream, so that any line can be made without those before it. */
const streamAt = (seed: number, line: number, purpose: number): Random =>
  seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(line, 0x85ebca6b) ^ (purpose << 28));

const cleanContent = ({ kind, seed }: FileSettings, line: number): Content => kind.content(streamAt(seed, line, 0));
const shapeAt = ({ kind, seed }: FileSettings, line: number): Shape => kind.shape(streamAt(seed, line, 1));

/** The earlier row with other numbers, and this line's own answer. */
function likeAnother(settings: FileSettings, line: number, of: number): Content {
  const [original, own] = [cleanContent(settings, of), cleanContent(settings, line)];
  const answer = original.answer === own.answer ? topicLabels.find((label) => label !== original.answer)! : own.answer;
  return { ...original, prompt: changeNumbers(streamAt(settings.seed, line, 2), original.prompt), answer };
}

function spoil(settings: FileSettings, line: number, { plant, detail, of }: LinePlan): Spoilt {
  const { fakers, seed, rows } = settings;
  const random = streamAt(seed, line, 3);
  const content = cleanContent(settings, line);
  const original = of === undefined ? content : cleanContent(settings, plant.needs === 'frozen' ? rows + of : of);
  const sources = (): ReturnType<Ground['sources']> => {
    for (const faker of Object.values(fakers)) faker.seed(random.below(2 ** 31));
    return { random, faker: fakers };
  };
  const differing =
    plant.rule === 'conflict' && content.answer === original.answer
      ? { ...content, answer: topicLabels.find((label) => label !== original.answer)! }
      : content;
  return plant.ways[detail]!({ random, sources, shape: shapeAt(settings, line), content: differing, original });
}

function defectsOf(settings: FileSettings, line: number, plan: LinePlan): PlantedDefect[] {
  const { plant, detail, of } = plan;
  const defect: PlantedDefect = { line, rule: plant.rule, detail };
  if (plant.entity !== undefined) defect.entity = plant.entity;
  if (of !== undefined) defect.of = of;
  if (plant.rule === 'near-duplicate') {
    const made = spoil(settings, line, plan);
    if (typeof made === 'object' && 'jaccard' in made) defect.jaccard = made.jaccard;
  }
  return plant.rule === 'conflict' && of !== undefined ? [defect, { line: of, rule: 'conflict', detail, of: line }] : [defect];
}

const lineOf = (spoilt: Spoilt): string | Buffer => (typeof spoilt === 'string' || Buffer.isBuffer(spoilt) ? spoilt : spoilt.line);
const newline = Buffer.from('\n');
const endLine = (line: string | Buffer): Buffer => (typeof line === 'string' ? Buffer.from(`${line}\n`) : Buffer.concat([line, newline]));
