import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from '../config.ts';
import { AnnealFailure } from '../contracts/failure.ts';

/** How long a dead server is tried before it is called unreachable. */
const connectTimeoutMs = 5_000;

/**
 * A Temporal client by the standard client profile (TEMPORAL_ADDRESS, TEMPORAL_PROFILE, temporal.toml, TLS, API key), or of the
 * dev environment that runs in this checkout.
 * @throws AnnealFailure TemporalUnavailable naming the address.
 */
export async function connectTemporal(config: Pick<Config, 'temporal'>): Promise<Client> {
  const profile = loadClientConnectConfig();
  const options = { ...profile.connectionOptions, ...(config.temporal === null ? {} : { address: config.temporal.address }) };
  const address = options.address ?? 'localhost:7233';
  try {
    const connection = await Connection.connect({ ...options, connectTimeout: connectTimeoutMs });
    return new Client({ connection, namespace: config.temporal?.namespace ?? profile.namespace ?? 'default' });
  } catch (cause) {
    throw temporalUnavailable(address, cause);
  }
}

/** The one wording for a Temporal server that cannot be reached. */
export function temporalUnavailable(address: string, cause: unknown): AnnealFailure {
  const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return new AnnealFailure(
    'TemporalUnavailable',
    `No Temporal server answers at ${address} (${reason}). Start the embedded one with \`anneal dev\`, or name yours by TEMPORAL_ADDRESS or a client profile (docs/configuration.md).`,
    { cause },
  );
}
