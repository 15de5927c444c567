import { compareFields } from './json/field-comparison.ts';

/** A JSON object as JSON.parse gives it. */
export type JsonObject = Record<string, unknown>;

/**
 * The JSON object that an answer is: the whole text or, where a model goes on talking, its first line that is not empty.
 * null for anything else (prose around an object, an array, a torn object): whoever asked for an object cannot use it.
 */
export function parseJsonObject(answer: string): JsonObject | null {
  const whole = answer.trim();
  return objectOrNull(whole) ?? objectOrNull(whole.split('\n', 1)[0] ?? '');
}

function objectOrNull(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether two parsed JSON values are the same. The order of an object's fields does not count, that of a list does. */
export function sameJson(one: unknown, other: unknown): boolean {
  return compareFields(one, other).every(({ result }) => result === 'equal');
}

/** Share of the reference's fields that the answer has with an equal value. Fields that the answer adds do not count; a reference without fields is met by an equal object. */
export function fieldAccuracy(answer: JsonObject | null, reference: JsonObject): number {
  if (answer === null) return 0;
  const names = Object.keys(reference);
  if (names.length === 0) return sameJson(answer, reference) ? 1 : 0;
  return names.filter((name) => Object.hasOwn(answer, name) && sameJson(answer[name], reference[name])).length / names.length;
}
