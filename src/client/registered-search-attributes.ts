import type { ConnectionLike } from '@temporalio/client';
import { searchAttributes, type SearchAttributeName } from '../contracts/search-attributes.ts';

const names = Object.keys(searchAttributes) as SearchAttributeName[];

/**
 * Those of our search attributes that the namespace has. Where listing them is refused (Temporal Cloud has no operator
 * service), each is asked for by a query, which fails for one that is not registered.
 */
export async function registeredSearchAttributes(connection: ConnectionLike, namespace: string): Promise<SearchAttributeName[]> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    return names.filter((name) => customAttributes?.[name] !== undefined);
  } catch {
    const known = await Promise.all(names.map((name) => answersQuery(connection, namespace, `${name} IS NOT NULL`)));
    return names.filter((_, index) => known[index]);
  }
}

async function answersQuery({ workflowService }: ConnectionLike, namespace: string, query: string): Promise<boolean> {
  return workflowService.countWorkflowExecutions({ namespace, query }).then(
    () => true,
    () => false,
  );
}
