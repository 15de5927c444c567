import { AnnealFailure } from '../../contracts/failure.ts';
import { checkAddress, connectionTrouble, type Endpoint, headersOf } from './endpoint.ts';

const waitMs = 10_000;

/**
 * Looks whether anything would answer requests at all: one that cannot be reached, or that refuses the key, is told before
 * a hundred requests have failed at it. What else goes wrong with requests is counted, not thrown.
 * @throws AnnealFailure InvalidInput for an address that is none; BackendRefused with what to do
 */
export async function reachEndpoint(endpoint: Pick<Endpoint, 'url' | 'apiKey'>, signal?: AbortSignal): Promise<void> {
  const base = checkAddress(endpoint.url);
  const ask = (url: string) =>
    fetch(url, {
      headers: headersOf(endpoint),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(waitMs), ...(signal ? [signal] : [])]),
    });
  let status: number;
  try {
    status = await statusOf(await ask(`${base}/models`));
  } catch (cause) {
    signal?.throwIfAborted();
    throw new AnnealFailure(
      'BackendRefused',
      `Nothing answers at ${base} (${connectionTrouble(cause)}). Start the server, or mend the address.`,
      {
        cause,
      },
    );
  }
  if (status === 401 || status === 403)
    throw new AnnealFailure(
      'BackendRefused',
      `${base} answers with status ${status}: it ${endpoint.apiKey === null ? 'asks for a key, and none was given' : 'does not accept this key'}. Name a file with its key (--api-key-file).`,
    );
  if (status === 404 && new URL(base).pathname === '/' && (await statusOf(await ask(`${base}/v1/models`))) === 200)
    throw new AnnealFailure('InvalidInput', `The API of ${base} is at ${base}/v1. Give that address.`);
}

async function statusOf(response: Response): Promise<number> {
  await response.body?.cancel();
  return response.status;
}
