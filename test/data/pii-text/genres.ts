import { drawFiller, drawNegative, drawSentence, drawTechnical, drawValue } from './draw-parts.ts';
import { joinParts, joinTexts, type Part, type PiiText } from './marked-text.ts';
import type { PiiEntity, Sources } from './pii-entity.ts';
import { labelsOf } from './sentences.ts';

/** Writes a text of one genre that holds values of `entities`. */
type Genre = (sources: Sources, entities: readonly PiiEntity[]) => PiiText;
type Piece = (sources: Sources) => Part[];

const escapeJson = (text: string): string => JSON.stringify(text).slice(1, -1);

/** Sentences with values between look-alikes and sentences without either. */
function pieces(sources: Sources, entities: readonly PiiEntity[], neutral: Piece): Part[][] {
  const { random } = sources;
  const held = entities.map((entity) => drawSentence(sources, entity));
  const lookalikes = Array.from({ length: random.between(1, 3) }, () => drawNegative(sources));
  const others = Array.from({ length: random.between(1, 3) }, () => neutral(sources));
  return random.shuffled([...held, ...lookalikes, ...others]);
}

const joined = (parts: readonly Part[][], separator: string): PiiText =>
  joinTexts(
    parts.map((one) => joinParts(one)),
    separator,
  );

const prose: Genre = (sources, entities) => joined(pieces(sources, entities, drawFiller), ' ');
const lines: Genre = (sources, entities) => joined(pieces(sources, entities, drawFiller), sources.random.pick(['\n', '\n\n', '\r\n']));
const list: Genre = (sources, entities) =>
  joined(
    pieces(sources, entities, drawFiller).map((one) => ['- ', ...one]),
    '\n',
  );

const mail: Genre = (sources, entities) => {
  const head: Part[][] = [
    ['From: ', drawValue(sources, 'EMAIL', true)],
    ['To: <', drawValue(sources, 'EMAIL', true), '>'],
    ['Subject: ', ...drawFiller(sources)],
    [''],
  ];
  const foot: Part[][] = [[''], ['Kind regards'], [drawValue(sources, 'PERSON', true)], ['Phone: ', drawValue(sources, 'PHONE', true)]];
  return joined([...head, ...pieces(sources, entities, drawFiller), ...foot], '\n');
};

const chat: Genre = (sources, entities) =>
  joined(
    pieces(sources, entities, drawFiller).map((one, index) => [index % 2 === 0 ? 'Agent: ' : 'Customer: ', ...one]),
    '\n',
  );

const log: Genre = (sources, entities) => {
  const { random } = sources;
  const stamp = (): string =>
    `2025-0${random.between(1, 9)}-${random.between(10, 28)}T1${random.below(10)}:${random.between(10, 59)}:${random.between(10, 59)}Z`;
  return joined(
    pieces(sources, entities, drawTechnical).map((one) => [`${stamp()} `, random.pick(['INFO ', 'WARN ', 'ERROR ', '']), ...one]),
    '\n',
  );
};

const code: Genre = (sources, entities) =>
  joined(
    pieces(sources, entities, drawTechnical).map((one) => (sources.random.chance(0.6) ? ['// ', ...one] : ['# ', ...one])),
    '\n',
  );

/** A field as a label and its value; secrets bring their own words. */
function field(sources: Sources, entity: PiiEntity): [string, Part] {
  const label = entity === 'SECRET' ? 'settings' : sources.random.pick(labelsOf[entity]);
  return [label, drawValue(sources, entity, true)];
}

const form: Genre = (sources, entities) => {
  const fields = entities.map((entity) => field(sources, entity));
  return joined([...fields.map(([label, value]) => [`${label}: `, value]), drawNegative(sources)], '\n');
};

/** Values stand in JSON strings, so line ends and quotes in them are escaped and the spans cover the escaped text. */
const json: Genre = (sources, entities) => {
  const { random } = sources;
  const gap = random.pick(['', ' ', '\n  ']);
  const held = entities.map((entity, index) => {
    const [label, value] = field(sources, entity);
    return joinTexts(
      [joinParts([`"${label}${index}":${gap === '' ? '' : ' '}"`.replace('0"', '"')]), joinParts([value], escapeJson), joinParts(['"'])],
      '',
    );
  });
  const note = joinTexts([joinParts(['"note": "']), joinParts(drawNegative(sources), escapeJson), joinParts(['"'])], '');
  return joinTexts([joinParts([`{${gap}`]), joinTexts([...held, note], `,${gap}`), joinParts(['}'])], '');
};

/** Quotes in a quoted cell are doubled. */
const table: Genre = (sources, entities) => {
  const separator = sources.random.pick([',', ';', '\t', ' | ']);
  const double = (text: string): string => text.replaceAll('"', '""');
  const fields = entities.map((entity) => field(sources, entity));
  const head = joinParts([fields.map(([label]) => label).join(separator)]);
  const rows = Array.from({ length: 2 }, () => {
    const cells = entities.map((entity) =>
      joinTexts(
        [
          joinParts(['"']),
          joinParts([drawValue(sources, entity, entity === 'DATE_OF_BIRTH' || entity === 'PASSPORT')], double),
          joinParts(['"']),
        ],
        '',
      ),
    );
    return joinTexts(cells, separator);
  });
  return joinTexts([head, ...rows], '\n');
};

/** What texts are written as; prose and lines come twice since most rows are such. */
export const genres: Record<string, Genre> = {
  prose,
  lines,
  list,
  mail,
  chat,
  log,
  code,
  form,
  json,
  table,
  'more-prose': prose,
  'more-lines': lines,
};
