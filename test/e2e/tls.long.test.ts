import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectAnneal } from '../../src/client/anneal.ts';
import { connectTemporal } from '../../src/client/connect-temporal.ts';
import { readConfig } from '../../src/config.ts';
import { searchAttributes } from '../../src/contracts/search-attributes.ts';
import { makeAuthority } from '../fakes/certificates.ts';
import { startTlsTemporal, type TlsTemporal } from '../fakes/tls-temporal.ts';
import { type Installation, startInstallation } from './installation.ts';
import { oneStage, shortTraining } from './quick-spec.ts';
import { runCli } from './run-cli.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

const apiKey = 'a-key-of-this-test';
let installation: Installation;
let folder: string;
/** One that asks for a client certificate, and one, with Temporal Cloud's limits, that asks for an API key. */
let byCertificate: TlsTemporal;
let byKey: TlsTemporal;
let profiles: string;

beforeAll(async () => {
  installation = await startInstallation({ worker: false });
  folder = join(installation.root, 'tls');
  mkdirSync(folder);
  const [ours, theirs] = [makeAuthority(folder, 'ours'), makeAuthority(folder, 'theirs')];
  const server = ours.sign('server', 'server');
  const client = ours.sign('client', 'client');
  const stranger = theirs.sign('stranger', 'client');
  const target = installation.environment.temporal.address;
  byCertificate = await startTlsTemporal(target, { server, clientAuthority: ours.certificate });
  byKey = await startTlsTemporal(target, { server, apiKey, withoutOperator: true });
  const trusting = `tls.server_ca_cert_path = "${ours.certificate}"`;
  const showing = ({ certificate, key }: typeof client) => `tls.client_cert_path = "${certificate}"\ntls.client_key_path = "${key}"`;
  profiles = writeProfiles({
    certificate: [byCertificate, trusting, showing(client)],
    key: [byKey, trusting, `api_key = "${apiKey}"`],
    'wrong-authority': [byKey, `tls.server_ca_cert_path = "${theirs.certificate}"`, `api_key = "${apiKey}"`],
    'no-authority': [byKey, `api_key = "${apiKey}"`],
    'no-key': [byKey, trusting],
    'wrong-key': [byKey, trusting, 'api_key = "another"'],
    'no-certificate': [byCertificate, trusting],
    'strange-certificate': [byCertificate, trusting, showing(stranger)],
    'other-name': [byKey, trusting, 'tls.server_name = "temporal.example"', `api_key = "${apiKey}"`],
    'no-tls': [byKey],
    'needless-tls': [{ address: target }, trusting],
    'lost-file': [byKey, 'tls.server_ca_cert_path = "/nowhere/ca.pem"'],
  });
}, 240_000);
afterAll(async () => {
  await Promise.all([byCertificate.stop(), byKey.stop()]);
  await installation.stop();
});

function writeProfiles(all: Record<string, [{ address: string }, ...string[]]>): string {
  const path = join(folder, 'temporal.toml');
  const sections = Object.entries(all).map(
    ([name, [{ address }, ...lines]]) => `[profile.${name}]\naddress = "${address}"\nnamespace = "default"\n${lines.join('\n')}\n`,
  );
  writeFileSync(path, sections.join('\n'));
  return path;
}

/** The variables of a worker or a client that knows Temporal by a profile alone; an empty variable is none. */
function byProfile(name: string): Record<string, string> {
  return {
    ...installation.variables,
    TEMPORAL_ADDRESS: '',
    TEMPORAL_NAMESPACE: '',
    TEMPORAL_CONFIG_FILE: profiles,
    TEMPORAL_PROFILE: name,
  };
}

/** How connecting by a profile fails, and how long that takes. */
async function failureOf(name: string): Promise<{ failure: string; seconds: number }> {
  const started = Date.now();
  const failure = await connectTemporal(readConfig(byProfile(name))).then(
    () => 'none',
    (error: Error) => `${error.name}: ${error.message}`,
  );
  return { failure, seconds: (Date.now() - started) / 1000 };
}

describe('through a TLS listener, by a profile of temporal.toml', () => {
  test('worker, client and command line work, by client certificate and by API key', { timeout: 240_000 }, async () => {
    const workers: WorkerProcess[] = [];
    try {
      workers.push(await startWorkerProcess(installation, 'by-key', byProfile('key')));
      const anneal = await connectAnneal({ config: readConfig(byProfile('certificate')) });
      await anneal.start({ ...(await oneStage(installation, 'over-tls')), training: shortTraining }, { runKey: 'over-tls' });
      expect(await anneal.wait('over-tls')).toMatchObject({ outcome: 'completed' });
      await anneal.close();
    } finally {
      await Promise.all(workers.map((worker) => worker.stop()));
    }
    expect(new Set(byCertificate.seen.map(({ certificate }) => certificate))).toEqual(new Set(['client']));
    expect(new Set(byKey.seen.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${apiKey}`]));
    const methods = byKey.seen.map(({ method }) => method.split('/').at(-1));
    expect(methods).toEqual(
      expect.arrayContaining(['PollWorkflowTaskQueue', 'RespondActivityTaskCompleted', 'RecordActivityTaskHeartbeat']),
    );

    const listed = await runCli(['list'], byProfile('key'));
    expect(listed).toMatchObject({ code: 0, stderr: '' });
    expect(listed.stdout).toContain('over-tls');
  });

  test('registered search attributes are set although the operator service is closed, as on Temporal Cloud', async () => {
    const description = await installation.temporal.workflow.getHandle('over-tls').describe();
    const set = Object.keys(description.raw.workflowExecutionInfo?.searchAttributes?.indexedFields ?? {});
    expect(set).toEqual(expect.arrayContaining(Object.keys(searchAttributes)));
  });
});

describe('a profile that does not fit is one clear error within seconds', () => {
  test.each([
    ['wrong-authority', /^TemporalRefused: .*localhost:\d+ .*certificate is not trusted.*TEMPORAL_TLS_SERVER_CA_CERT_PATH/u],
    ['no-authority', /^TemporalRefused: .*certificate is not trusted.*TEMPORAL_TLS_SERVER_CA_CERT_PATH/u],
    ['other-name', /^TemporalRefused: .*not for the name temporal\.example.*TEMPORAL_TLS_SERVER_NAME/u],
    ['no-key', /^TemporalRefused: .*localhost:\d+ .*no API key was given.*TEMPORAL_API_KEY/u],
    ['wrong-key', /^TemporalRefused: .*API key that was given is not accepted.*TEMPORAL_API_KEY/u],
    ['no-certificate', /^TemporalRefused: .*asks for a client certificate.*TEMPORAL_TLS_CLIENT_CERT_PATH/u],
    ['strange-certificate', /^TemporalRefused: .*does not accept the client certificate.*TEMPORAL_TLS_CLIENT_CERT_PATH/u],
    ['no-tls', /^TemporalRefused: .*speaks TLS, and the profile does not.*TEMPORAL_TLS=true/u],
    ['needless-tls', /^TemporalRefused: .*does not speak TLS.*TEMPORAL_TLS=false/u],
    ['lost-file', /^InvalidInput: .*\/nowhere\/ca\.pem.*TEMPORAL_CONFIG_FILE/u],
    ['no-such-profile', /^InvalidInput: .*no-such-profile.*TEMPORAL_PROFILE/u],
  ])('of the client: %s', async (name, message) => {
    const { failure, seconds } = await failureOf(name);
    expect(failure).toMatch(message);
    expect(failure).not.toContain(apiKey);
    expect(seconds).toBeLessThan(8);
  });

  test('of the client: a file that is not there is not passed over', async () => {
    const config = readConfig({ TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' });
    await expect(connectTemporal(config)).rejects.toThrow(/no file \/nowhere\/temporal\.toml/u);
  });

  test.each([
    ['wrong-authority', /^TemporalRefused: .*certificate is not trusted.*TEMPORAL_TLS_SERVER_CA_CERT_PATH/mu],
    ['no-key', /^TemporalRefused: .*no API key was given.*TEMPORAL_API_KEY/mu],
  ])('of the worker: %s', { timeout: 120_000 }, async (name, message) => {
    const started = Date.now();
    const end = await runCli(['worker'], { ...byProfile(name), ANNEAL_HOME: join(folder, 'home') });
    expect(end.code).toBe(2);
    expect(end.stderr).toMatch(message);
    expect(end.stdout + end.stderr).not.toContain(apiKey);
    expect((Date.now() - started) / 1000).toBeLessThan(25);
  });
});
