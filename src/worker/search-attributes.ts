import type { NativeConnection } from '@temporalio/worker';
import { registeredSearchAttributes } from '../client/registered-search-attributes.ts';
import { searchAttributes, type SearchAttributeName } from '../contracts/search-attributes.ts';

/** Numbers of temporal.api.enums.v1.IndexedValueType. */
const indexedValueTypes = { KEYWORD: 2, DOUBLE: 4 };
const names = Object.keys(searchAttributes) as SearchAttributeName[];

/**
 * The search attributes that runs may set: those that the server has, after trying to register what is missing. Where that
 * is not allowed (Temporal Cloud registers them elsewhere) runs go without; an unregistered one would hang them.
 */
export async function availableSearchAttributes(
  connection: NativeConnection,
  namespace: string,
  warn: (message: string) => void,
): Promise<SearchAttributeName[]> {
  const registered = await registeredSearchAttributes(connection, namespace);
  const missing = names.filter((name) => !registered.includes(name));
  if (missing.length === 0) return names;
  try {
    const wanted = Object.fromEntries(missing.map((name) => [name, indexedValueTypes[searchAttributes[name]]]));
    await connection.operatorService.addSearchAttributes({ namespace, searchAttributes: wanted });
  } catch (error) {
    warn(
      `The search attributes ${missing.join(', ')} are not registered and could not be (${error instanceof Error ? error.message : String(error)}); runs go without them. Register them: temporal operator search-attribute create --name NAME --type Keyword (AnnealScore: Double).`,
    );
  }
  return registeredSearchAttributes(connection, namespace);
}
