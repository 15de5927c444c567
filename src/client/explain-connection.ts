import { connect as connectTcp, isIP } from 'node:net';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { loadClientConnectConfig } from '@temporalio/envconfig';

type ProfileOptions = ReturnType<typeof loadClientConnectConfig>['connectionOptions'];

/** Why no connection came about, and what to do; null when address and TLS are fine. */
export interface ConnectionProblem {
  /** `away`: nobody answers, waiting may help. `refused`: somebody answers, and the settings do not fit. */
  kind: 'away' | 'refused';
  what: string;
  mend: string;
}

/** Time for one look; a server that is there answers in milliseconds. */
const lookMs = 3_000;

/**
 * Looks with a plain socket, and a TLS handshake of its own, at an address to which the SDK could not connect: the SDK tells
 * of a wrong certificate only that its time ran out.
 */
export async function explainConnection({ address, tls }: ProfileOptions): Promise<ConnectionProblem | null> {
  const { host, port } = splitAddress(address ?? 'localhost:7233');
  const closed = await look((done) => connectTcp({ host, port }, () => done(null)).on('error', done));
  if (closed !== null) return { kind: 'away', what: closed.message, mend: '' };
  const options = tls === undefined || tls === null || tls === false ? null : tls === true ? {} : tls;
  if (options === null) return (await speaksTls(host, port)) ? refusals.tlsWanted() : null;
  const { serverRootCACertificate: ca, clientCertPair, serverNameOverride } = options;
  const failure = await handshake({
    host,
    port,
    ...(serverNameOverride === undefined && isIP(host) !== 0 ? {} : { servername: serverNameOverride ?? host }),
    ...(ca === undefined || ca === null ? {} : { ca: Buffer.from(ca) }),
    ...(clientCertPair === undefined || clientCertPair === null
      ? {}
      : { cert: Buffer.from(clientCertPair.crt), key: Buffer.from(clientCertPair.key) }),
  });
  return failure === null ? null : explainHandshake(failure, serverNameOverride ?? host, clientCertPair !== undefined);
}

const refusals = {
  tlsWanted: (): ConnectionProblem => ({
    kind: 'refused',
    what: 'it speaks TLS, and the profile does not',
    mend: 'Set TEMPORAL_TLS=true (or `tls` in temporal.toml), with the authority, the client certificate or the API key that it asks for.',
  }),
  plainText: (): ConnectionProblem => ({
    kind: 'refused',
    what: 'it does not speak TLS, and the profile does (an API key turns it on)',
    mend: 'Set TEMPORAL_TLS=false, or name the port that speaks TLS.',
  }),
  clientCertificate: (given: boolean): ConnectionProblem => ({
    kind: 'refused',
    what: given ? 'it does not accept the client certificate of the profile' : 'it asks for a client certificate, and the profile has none',
    mend: 'Set TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH to one that its authority signed.',
  }),
  name: (name: string): ConnectionProblem => ({
    kind: 'refused',
    what: `its certificate is not for the name ${name}`,
    mend: 'Set TEMPORAL_TLS_SERVER_NAME to a name that stands in the certificate, or correct the address.',
  }),
  authority: (reason: string): ConnectionProblem => ({
    kind: 'refused',
    what: `its certificate is not trusted here: ${reason}`,
    mend: 'Set TEMPORAL_TLS_SERVER_CA_CERT_PATH (or `tls.server_ca_cert_path` in temporal.toml) to the certificate of the authority that signed it.',
  }),
};

function explainHandshake(failure: Error, name: string, hasClientCertificate: boolean): ConnectionProblem {
  const code = (failure as NodeJS.ErrnoException).code ?? '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return refusals.name(name);
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/u.test(code)) return refusals.plainText();
  if (/ALERT|ERR_SSL/u.test(code)) return refusals.clientCertificate(hasClientCertificate);
  return refusals.authority(failure.message);
}

/** null: the handshake went through, and the server kept the connection afterwards (TLS 1.3 refuses a client only then). */
function handshake(options: ConnectionOptions): Promise<Error | null> {
  return look((done) => {
    const socket = connectTls({ ...options, ALPNProtocols: ['h2'] }, () => {
      const kept = setTimeout(() => done(null), 300);
      socket.once('close', () => {
        clearTimeout(kept);
        done(Object.assign(new Error('closed after the handshake'), { code: 'CLOSED_LIKE_ALERT' }));
      });
    });
    socket.once('data', () => done(null)).on('error', done);
    return socket;
  });
}

async function speaksTls(host: string, port: number): Promise<boolean> {
  const failure = await handshake({ host, port, rejectUnauthorized: false });
  return failure === null || /ALERT/u.test((failure as NodeJS.ErrnoException).code ?? '');
}

/** Opens a socket, takes the first word on how it went, and closes it. */
function look(open: (done: (failure: Error | null) => void) => { destroy(): unknown }): Promise<Error | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(new Error(`no answer within ${lookMs / 1000} s`)), lookMs);
    const done = (failure: Error | null) => {
      clearTimeout(timer);
      resolve(failure);
      socket.destroy();
    };
    const socket = open((failure) => setImmediate(done, failure));
  });
}

function splitAddress(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':');
  const port = Number(address.slice(at + 1));
  return at === -1 || !Number.isInteger(port)
    ? { host: address, port: 7233 }
    : { host: address.slice(0, at).replaceAll(/^\[|\]$/gu, ''), port };
}
