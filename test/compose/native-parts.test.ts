import { connect, createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { localize, localizeEnvironment, localizeHealthCheck } from '../../scripts/compose-native/addresses.ts';
import { portVariables, readCompose } from '../../scripts/compose-native/compose-file.ts';
import { checkPorts, publishPorts } from '../../scripts/compose-native/ports.ts';

const secrets = { ANNEAL_POSTGRES_PASSWORD: 'pg', ANNEAL_S3_ACCESS_KEY_ID: 'id', ANNEAL_S3_SECRET_ACCESS_KEY: 'key' };
const services = readCompose(secrets);
const find = (name: string) => services.find((service) => service.name === name)!;
const surroundings = {
  addresses: new Map(services.map(({ name }, index) => [name, `127.9.9.${index + 10}`])),
  paths: new Map([
    ['/data', '/tmp/run/volumes/data'],
    ['/deploy', '/checkout/deploy'],
    ['/app', '/checkout'],
  ]),
};
const address = (name: string) => surroundings.addresses.get(name)!;

describe('outside a container', () => {
  test('names, addresses and paths of arguments become those of this machine', () => {
    const of = (text: string) => localize(text, 's3', surroundings);
    expect(of('-ip.bind=0.0.0.0')).toBe(`-ip.bind=${address('s3')}`);
    expect(of('-ip=s3')).toBe(`-ip=${address('s3')}`);
    expect(of('-dir=/data')).toBe('-dir=/tmp/run/volumes/data');
    expect(of('http://s3:8333')).toBe(`http://${address('s3')}:8333`);
    expect(of('temporal-ui:8080 temporal:7233')).toBe(`${address('temporal-ui')}:8080 ${address('temporal')}:7233`);
    expect(of('/app/deploy/worker-health.mjs /var/data /data2')).toBe('/checkout/deploy/worker-health.mjs /var/data /data2');
  });

  test('a variable that names a host gets its address, a user of the same name stays', () => {
    expect(localizeEnvironment(find('temporal'), surroundings)).toMatchObject({
      POSTGRES_SEEDS: address('postgres'),
      POSTGRES_USER: 'temporal',
      BIND_ON_IP: address('temporal'),
    });
    expect(localizeEnvironment(find('worker'), surroundings)).toMatchObject({ TEMPORAL_ADDRESS: `${address('temporal')}:7233` });
  });

  test('a health check asks the service itself', () => {
    expect(localizeHealthCheck(find('postgres'), surroundings)).toEqual([
      'pg_isready',
      '-q',
      '-h',
      address('postgres'),
      '-U',
      'temporal',
      '-d',
      'temporal',
    ]);
  });
});

describe('published ports', () => {
  test('pass on what comes to the service', async () => {
    const service = { ...find('s3'), ports: [{ address: '127.0.0.1', hostPort: await freePort(), containerPort: 8333 }] };
    const server = createServer((socket) => socket.end('the store')).listen(8333, '127.9.9.99');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const published = await publishPorts(service, '127.9.9.99');
    onTestFinished(() => published.close());
    const socket = connect(service.ports[0]!.hostPort, '127.0.0.1');
    expect(String((await once(socket, 'data'))[0])).toBe('the store');
  });

  test('that are taken are one clear error that names port and variable, and nothing stays open', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    onTestFinished(() => void holder.close());
    const { port } = holder.address() as AddressInfo;
    const [temporal, ui] = [await freePort(), await freePort()];
    const variables = { ...secrets, ANNEAL_TEMPORAL_PORT: `${temporal}`, ANNEAL_UI_PORT: `${ui}`, ANNEAL_S3_PORT: `${port}` };
    const failure = checkPorts(readCompose(variables), portVariables());
    await expect(failure).rejects.toThrow(
      new RegExp(`^Port ${port} on 127\\.0\\.0\\.1, on which s3 is to be reached, is taken .*Set ANNEAL_S3_PORT to a free port`, 'u'),
    );
    await expect(failure).rejects.toMatchObject({ name: 'InvalidInput', details: { port, variable: 'ANNEAL_S3_PORT' } });
    for (const open of [temporal, ui]) await once(createServer().listen(open, '127.0.0.1').unref(), 'listening');
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
