import { joinParts } from '../pii-text/marked-text.ts';
import { piiEntities, type PiiEntity } from '../pii-text/pii-entity.ts';
import { fillSentence } from '../pii-text/draw-parts.ts';
import { sentencesOf } from '../pii-text/sentences.ts';
import type { Content } from './content.ts';
import type { Ground, Plant } from './plant.ts';
import { writeRow } from './write-row.ts';

/** The row with its texts changed. */
const changed =
  (change: (text: string, ground: Ground) => string, field: 'prompt' | 'answer' = 'prompt') =>
  (ground: Ground): string =>
    writeRow({ ...ground.content, [field]: change(ground.content[field], ground) }, ground.shape);

/** A text with `added` after one of its inner words. */
function inserted(text: string, added: string, { random }: Ground): string {
  const places = [...text.matchAll(/(?<=[a-z]) (?=[a-z])/g)].map(({ index }) => index);
  const place = places.length === 0 ? text.length : random.pick(places);
  return `${text.slice(0, place)}${added}${text.slice(place)}`;
}
const insert = (added: string, field?: 'prompt' | 'answer') => changed((text, ground) => inserted(text, added, ground), field);
const wrap = (before: string, after: string, field?: 'prompt' | 'answer') => changed((text) => `${before}${text}${after}`, field);

/** The row without its code: a row that shows programs keeps its markup. */
const inProse =
  (way: (ground: Ground) => string) =>
  (ground: Ground): string =>
    way({ ...ground, content: { ...ground.content, prompt: ground.content.prompt.replace(/\n\n```[^`]*```\n\n/, ' ') } });

/** UTF-8 read as Windows-1252 (that is as Latin-1 where both agree). */
const misread = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

const entityPlants: readonly Plant[] = piiEntities.map((entity) => ({
  rule: entity === 'SECRET' ? 'secret' : 'pii',
  entity,
  ways: { prompt: (ground) => withEntity(ground, entity, 'prompt'), answer: (ground) => withEntity(ground, entity, 'answer') },
}));

/** The first three sentences of each entity are English, as the rows are. */
function withEntity(ground: Ground, entity: PiiEntity, field: 'prompt' | 'answer'): string {
  const { text } = joinParts(fillSentence(ground.sources(), ground.random.pick(sentencesOf[entity].slice(0, 3))));
  const content: Content = { ...ground.content, [field]: `${ground.content[field]} ${text}` };
  return writeRow(content, ground.shape);
}

/** Rows with text that cleaning changes, or that holds what must not be known. */
export const unclean: readonly Plant[] = [
  {
    rule: 'unicode',
    ways: {
      decomposed: insert(` ${'café à la crème'.normalize('NFD')}`),
      'decomposed answer': insert(` ${'Müller'.normalize('NFD')}`, 'answer'),
      'sign for a letter': insert(' 4 \u212b'),
      'conjoining letters': insert(` ${'한국'.normalize('NFD')}`, 'answer'),
    },
  },
  {
    rule: 'mojibake',
    ways: {
      words: insert(` ${misread('über')} ${misread('café')} ${misread('naïve')}`),
      twice: insert(` ${misread(misread('größere Schäden'))}`),
      quotes: insert(` \u00e2\u20ac\u0153the usual\u00e2\u20ac\u009d`),
      answer: insert(` ${misread('façade')} and ${misread('señor')}`, 'answer'),
    },
  },
  {
    rule: 'control-characters',
    ways: {
      bell: insert('\u0007'),
      escape: insert('\u001b[31m'),
      backspace: insert('\b', 'answer'),
      delete: insert('\u007f'),
      'c1 control': insert('\u0081'), // one that windows-1252 leaves open: the others are quotation marks and dashes of it
      'zero-width space': insert('\u200b'),
      'word joiner': insert('\u2060'),
      'byte order mark': wrap('\ufeff', ''),
      'soft hyphen': insert('\u00ad', 'answer'),
    },
  },
  {
    rule: 'markup',
    ways: {
      paragraph: inProse(wrap('<p>', '</p>')),
      'line breaks': inProse(insert('<br><br/>')),
      link: inProse(insert(' <a href="https://example.com/terms" class="link">see terms</a>')),
      entities: inProse(insert(' R&amp;D &nbsp;&ldquo;as is&rdquo;')),
      'nested answer': inProse(wrap('<div class="answer"><span style="color:red">', '</span></div>', 'answer')),
      script: inProse(insert('<script>track();</script>')),
    },
  },
  {
    rule: 'whitespace',
    ways: {
      'at the start': wrap('  \n', ''),
      'at the end': wrap('', ' \t\n', 'answer'),
      'windows line end': insert('\r\n'),
    },
  },
  {
    rule: 'template-marker',
    ways: {
      braces: insert(' {{customer_name}}'),
      brackets: insert(' [INSERT COMPANY NAME]', 'answer'),
      angle: insert(' <YOUR NAME HERE>', 'answer'),
      instruction: wrap('### Instruction:\n', '\n\n### Response:'),
      loop: insert(' {% for item in items %}'),
    },
  },
  {
    rule: 'special-token',
    ways: {
      'end of text': wrap('', '<|endoftext|>', 'answer'),
      'chat start': wrap('<|im_start|>user\n', '<|im_end|>'),
      header: insert(' <|start_header_id|>'),
      gemma: wrap('<start_of_turn>user\n', '<end_of_turn>'),
      mistral: wrap('[INST] ', ' [/INST]'),
      deepseek: wrap('', '<｜end▁of▁sentence｜>', 'answer'),
      'end of turn': wrap('', '<|eot_id|>', 'answer'),
    },
  },
  ...entityPlants,
];
