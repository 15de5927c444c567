import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Config } from '../config.ts';
import { AnnealFailure } from '../contracts/failure.ts';
import { explainConnection, type ConnectionProblem } from './explain-connection.ts';

/** How long a dead server is tried before it is called unreachable. */
const connectTimeoutMs = 5_000;
/** A connection that takes longer than this is looked at: one that can never come about need not be waited for. */
const suspiciousAfterMs = 1_000;

/** Where Temporal is and how to speak to it. */
export interface TemporalProfile {
  connectionOptions: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  address: string;
  namespace: string;
}

/**
 * The dev environment that runs in this checkout, or else the standard client profile (TEMPORAL_ADDRESS, TEMPORAL_PROFILE,
 * temporal.toml, TLS, API key). A profile's TLS is never applied to the dev environment.
 * @throws AnnealFailure InvalidInput for a profile, or a file that it names, that cannot be read.
 */
export function temporalProfile({ temporal, temporalEnvironment }: Pick<Config, 'temporal' | 'temporalEnvironment'>): TemporalProfile {
  if (temporal !== null)
    return { connectionOptions: { address: temporal.address }, address: temporal.address, namespace: temporal.namespace };
  // Without this look, the SDK would pass over a missing file and try the default address.
  const file = temporalEnvironment['TEMPORAL_CONFIG_FILE'];
  if (file !== undefined && !existsSync(file)) throw profileUnusable(`there is no file ${file}, which TEMPORAL_CONFIG_FILE names`);
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({ overrideEnvVars: temporalEnvironment });
    return { connectionOptions, address: connectionOptions.address ?? 'localhost:7233', namespace };
  } catch (cause) {
    throw profileUnusable(firstLine(cause), cause);
  }
}

/**
 * A Temporal client.
 * @throws AnnealFailure TemporalUnavailable, TemporalRefused naming the address; InvalidInput for an unusable profile.
 */
export async function connectTemporal(config: Pick<Config, 'temporal' | 'temporalEnvironment'>): Promise<Client> {
  const profile = temporalProfile(config);
  const connection = Connection.lazy({ ...profile.connectionOptions, connectTimeout: connectTimeoutMs });
  const settled = new AbortController();
  try {
    const connecting = connection.ensureConnected();
    connecting.catch(() => {}); // where the look below ends the wait
    await Promise.race([connecting, refusal(profile, settled.signal)]);
    return new Client({ connection, namespace: profile.namespace });
  } catch (cause) {
    await connection.close();
    throw cause instanceof AnnealFailure ? cause : await connectionFailure(profile, cause);
  } finally {
    settled.abort();
  }
}

/** Rejects when a slow connection turns out to be refused, with the reason; otherwise never settles. */
async function refusal(profile: TemporalProfile, settled: AbortSignal): Promise<never> {
  await delay(suspiciousAfterMs, undefined, { signal: settled }).catch(() => {});
  const problem = settled.aborted ? null : await explainConnection(profile.connectionOptions);
  if (problem?.kind === 'refused') throw refused(profile.address, problem);
  return new Promise(() => {});
}

/** The one wording for a Temporal server that cannot be reached, or that does not let us in. */
export async function connectionFailure({ connectionOptions, address }: TemporalProfile, cause: unknown): Promise<AnnealFailure> {
  if (refusesCredentials(cause)) {
    const given = connectionOptions.apiKey === undefined ? 'no API key was given' : 'the API key that was given is not accepted';
    return new AnnealFailure(
      'TemporalRefused',
      `The Temporal server at ${address} refuses this client: ${given}. Set TEMPORAL_API_KEY (or \`api_key\` in temporal.toml) to a valid key with access to the namespace.`,
      { cause },
    );
  }
  const problem = await explainConnection(connectionOptions);
  if (problem?.kind === 'refused') return refused(address, problem);
  return new AnnealFailure(
    'TemporalUnavailable',
    `No Temporal server answers at ${address} (${problem?.what ?? firstLine(cause)}). Start the embedded one with \`anneal dev\`, or name yours by TEMPORAL_ADDRESS or a client profile (docs/configuration.md).`,
    { cause },
  );
}

function refused(address: string, { what, mend }: ConnectionProblem): AnnealFailure {
  return new AnnealFailure('TemporalRefused', `The Temporal server at ${address} cannot be used: ${what}. ${mend}`);
}

/** gRPC's UNAUTHENTICATED or PERMISSION_DENIED, as the client's SDK (a code) or the worker's (a text) tells it. */
function refusesCredentials(cause: unknown): boolean {
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown };
    if (code === 16 || code === 7 || /\b(?:Unauthenticated|PermissionDenied)\b/u.test(error.message)) return true;
  }
  return false;
}

function profileUnusable(why: string, cause?: unknown): AnnealFailure {
  return new AnnealFailure(
    'InvalidInput',
    `The client profile for Temporal cannot be used: ${why}. Correct temporal.toml, or TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE and TEMPORAL_TLS_* (docs/configuration.md).`,
    cause === undefined ? {} : { cause },
  );
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!;
}
