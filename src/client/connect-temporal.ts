import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from '../config.ts';
import { AnnealFailure } from '../contracts/failure.ts';

/** How long a dead server is tried before it is called unreachable. */
const connectTimeoutMs = 5_000;

/** Where Temporal is and how to speak to it. */
export interface TemporalProfile {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  address: string;
  namespace: string;
}

/**
 * The dev environment that runs in this checkout, or else the standard client profile (TEMPORAL_ADDRESS, TEMPORAL_PROFILE,
 * temporal.toml, TLS, API key). A profile's TLS is never applied to the dev environment.
 */
export function temporalProfile({ temporal }: Pick<Config, 'temporal'>): TemporalProfile {
  if (temporal !== null)
    return { connectionOptions: { address: temporal.address }, address: temporal.address, namespace: temporal.namespace };
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  return { connectionOptions, address: connectionOptions.address ?? 'localhost:7233', namespace };
}

/**
 * A Temporal client.
 * @throws AnnealFailure TemporalUnavailable naming the address.
 */
export async function connectTemporal(config: Pick<Config, 'temporal'>): Promise<Client> {
  const { connectionOptions, address, namespace } = temporalProfile(config);
  try {
    const connection = await Connection.connect({ ...connectionOptions, connectTimeout: connectTimeoutMs });
    return new Client({ connection, namespace });
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
