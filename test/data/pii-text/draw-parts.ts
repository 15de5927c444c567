import { fillerLines, technicalLines } from './filler.ts';
import { formsOf } from './forms.ts';
import type { Part } from './marked-text.ts';
import { negatives } from './negatives.ts';
import { piiEntities, type PiiEntity, type Sources } from './pii-entity.ts';
import { mixedSentences, sentencesOf } from './sentences.ts';

const slot = /<<([A-Z_]+)(!?)>>/;
const wraps = ['"', "'", '`', '(', '[', '**', '«', '“'];
const closing: Record<string, string> = { '(': ')', '[': ']', '«': '»', '“': '”' };

/** A value of `entity`; `cue` = the words around say what it is, so any form may be drawn. */
export function drawValue(sources: Sources, entity: PiiEntity, cue: boolean): Part {
  const form = sources.random.pick(cue ? formsOf[entity] : formsOf[entity].filter(({ needsCue }) => !needsCue));
  return { entity, form: form.name, value: form.make(sources) };
}

/** A sentence with its slots filled, some values in quotes or brackets. */
export function fillSentence(sources: Sources, sentence: string): Part[] {
  const parts: Part[] = [];
  const pieces = sentence.split(slot);
  for (let index = 0; index < pieces.length; index += 3) {
    parts.push(pieces[index]!);
    const entity = pieces[index + 1] as PiiEntity | undefined;
    if (entity === undefined) continue;
    const value = drawValue(sources, entity, pieces[index + 2] === '');
    const wrap = entity !== 'SECRET' && sources.random.chance(0.15) ? sources.random.pick(wraps) : '';
    parts.push(wrap, value, closing[wrap] ?? wrap);
  }
  return parts;
}

/** A sentence about one entity, or in one of eight about several. */
export function drawSentence(sources: Sources, entity: PiiEntity): Part[] {
  const { random } = sources;
  return fillSentence(sources, random.pick(random.chance(0.125) ? mixedSentences : sentencesOf[entity]));
}

/** A sentence with look-alikes: outer brackets of the template mark them. */
export function drawNegative(sources: Sources): Part[] {
  const { kind, make } = sources.random.pick(negatives);
  const parts: Part[] = [];
  let depth = 0;
  let current = '';
  for (const character of make(sources)) {
    if (character === '[' && depth++ === 0) {
      parts.push(current);
      current = '';
    } else if (character === ']' && --depth === 0) {
      parts.push({ kind, text: current });
      current = '';
    } else current += character;
  }
  return [...parts, current];
}

export const drawFiller = ({ random }: Sources): Part[] => [random.pick(fillerLines)];
export const drawTechnical = ({ random }: Sources): Part[] => [random.pick(technicalLines)];
export const drawEntity = ({ random }: Sources): PiiEntity => random.pick(piiEntities);
