import type { ToolCall } from '../../contracts/row.ts';
import { kindOf, type Refusal } from '../refusal.ts';

type Fields = Record<string, unknown>;

/**
 * Functions that the assistant may call: OpenAI's list, or the same as JSON text. A bare `{name, …}` counts as a function.
 * @returns an empty list where there are none
 */
export function readTools(value: unknown): Fields[] | Refusal {
  const list = parsed(value);
  if (list === null || list === undefined || list === '') return [];
  if (!Array.isArray(list)) return shape(`tools must be a list of functions, not ${kindOf(list)}`);
  const tools: Fields[] = [];
  for (const [index, item] of list.entries()) {
    if (!isFields(item)) return shape(`tools[${index}] must be an object, not ${kindOf(item)}`);
    const tool = isFields(item['function']) ? item : { type: 'function', function: item };
    if (typeof (tool['function'] as Fields)['name'] !== 'string') return shape(`tools[${index}] has no function with a name`);
    tools.push(tool);
  }
  return tools;
}

/** Calls of an assistant's message. Arguments that are an object become JSON text, as the model writes them. */
export function readToolCalls(value: unknown, path: string): ToolCall[] | Refusal {
  if (!Array.isArray(value)) return shape(`${path} must be a list, not ${kindOf(value)}`);
  const calls: ToolCall[] = [];
  for (const [index, item] of value.entries()) {
    const call = readToolCall(item, `${path}[${index}]`);
    if ('rule' in call) return call;
    calls.push(call);
  }
  return calls;
}

function readToolCall(value: unknown, path: string): ToolCall | Refusal {
  if (!isFields(value) || !isFields(value['function'])) return shape(`${path} must be {id, type: "function", function: {name, arguments}}`);
  const { id, type } = value;
  if (type !== undefined && type !== null && type !== 'function') return shape(`${path}.type must be function`);
  if (id !== undefined && id !== null && typeof id !== 'string') return shape(`${path}.id must be text, not ${kindOf(id)}`);
  const called = readFunction(value['function'], `${path}.function`);
  return 'rule' in called ? called : { ...(typeof id === 'string' ? { id } : {}), type: 'function', function: called };
}

/** `{name, arguments}`, as OpenAI writes a call and as ShareGPT's `function_call` turns hold it. */
export function readFunction(value: Fields, path: string): ToolCall['function'] | Refusal {
  const { name, arguments: given } = value;
  if (typeof name !== 'string' || name === '') return shape(`${path}.name must be text`);
  if (typeof given === 'string') return { name, arguments: given };
  if (given === undefined || given === null) return { name, arguments: '{}' };
  return isFields(given) ? { name, arguments: JSON.stringify(given) } : shape(`${path}.arguments must be JSON text or an object`);
}

/** JSON text as what it holds; anything else, and text that is no JSON, as it is. */
export function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shape(reason: string): Refusal {
  return { rule: 'invalid-shape', reason };
}
