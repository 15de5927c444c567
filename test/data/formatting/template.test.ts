import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnnealFailure } from '../../../src/contracts/failure.ts';
import { fillTemplate, parseTemplate } from '../../../src/data/formatting/template.ts';

const fill = (text: string, values: Record<string, string> = {}) =>
  fillTemplate(parseTemplate(text, 'formatting.template'), ({ name }) => values[name] ?? `<${name}>`);

describe('a template', () => {
  test.each([
    ['{input}', '<input>'],
    ['Q: {input}\nA:', 'Q: <input>\nA:'],
    ['{ input } ({Contract type}, {metadata.land})', '<input> (<Contract type>, <metadata.land>)'],
    ['{{"q": "{input}"}}', '{"q": "<input>"}'],
    ['{{{input}}}', '{<input>}'],
    ['{{input}} {input}', '{input} <input>'],
    ['{input}{input}', '<input><input>'],
  ])('%j becomes %j', (text, filled) => {
    expect(fill(text)).toBe(filled);
  });

  test('does not read values as templates', () => {
    expect(fill('{input}', { input: '{system} {{ }} {' })).toBe('{system} {{ }} {');
  });

  test('writes any text whose braces are doubled as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', 'a', ' ', '\n', '漢') }), (text) => {
        expect(fill(`${text.replace(/[{}]/g, '$&$&')}|{input}`)).toBe(`${text}|<input>`);
      }),
    );
  });

  test.each([
    ['no field', 'Answer this.', 'formatting.template names no field, so that every row would ask the same'],
    ['a field that is only a brace', 'Use {{input}}', 'names no field'],
    ['an open brace', 'Q {input', 'formatting.template, character 3: "{" stands alone. A field is written {input}, a brace {{ or }}.'],
    ['a closing brace', 'Q {input} }', 'character 11: "}" stands alone'],
    ['an empty name', 'Q { }', 'character 3: the braces hold no name'],
    ['a name over two lines', '{in\nput}', 'character 1: "{" stands alone'],
    ['the answer', 'Q {input} {output}', 'character 11: {output} would put the answer into the question'],
    ['the class', '{label}', '{label} would put the answer'],
  ])('with %s is one clear error', (_, text, message) => {
    expect(() => parseTemplate(text, 'formatting.template')).toThrow(AnnealFailure);
    expect(() => parseTemplate(text, 'formatting.template')).toThrow(message);
  });
});
