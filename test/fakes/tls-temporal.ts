import { readFileSync } from 'node:fs';
import { connect, constants, createSecureServer } from 'node:http2';
import type { ClientHttp2Session, IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

/** What the listener asks of its clients, as Temporal Cloud does: one, the other, or both. */
export interface TlsTemporalOptions {
  server: Certificate;
  /** Clients show a certificate that this authority signed. */
  clientAuthority?: string;
  /** Clients send `authorization: Bearer <apiKey>`. */
  apiKey?: string;
  /** Whether the operator service is refused, as on Temporal Cloud. */
  withoutOperator?: boolean;
}

export interface TlsTemporal {
  /** host:port */
  address: string;
  /** Of every call that was let through: its method and how its client proved itself. */
  seen: { method: string; authorization: string | undefined; certificate: string | undefined }[];
  stop(): Promise<void>;
}

/** A TLS listener before a real Temporal server: ends TLS, checks who is there, and passes calls on as they are. */
export async function startTlsTemporal(target: string, options: TlsTemporalOptions): Promise<TlsTemporal> {
  const { clientAuthority, apiKey, withoutOperator = false } = options;
  const seen: TlsTemporal['seen'] = [];
  const sessions = new Set<ServerHttp2Session>();
  const upstream = connect(`http://${target}`);
  upstream.on('error', () => {});
  const server = createSecureServer({
    cert: readFileSync(options.server.certificate),
    key: readFileSync(options.server.key),
    ...(clientAuthority === undefined ? {} : { ca: readFileSync(clientAuthority), requestCert: true, rejectUnauthorized: true }),
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.once('close', () => sessions.delete(session));
  });
  server.on('tlsClientError', () => {}); // refused clients are what some tests are about
  server.on('stream', (stream, headers) => {
    const method = headers[':path']!;
    if (apiKey !== undefined && headers.authorization !== `Bearer ${apiKey}`) return refuse(stream, 16, 'Request unauthorized.');
    if (withoutOperator && method.includes('.operatorservice.')) return refuse(stream, 7, 'Request unauthorized.');
    const socket = stream.session?.socket as { getPeerCertificate?(): { subject?: { CN?: string } } } | undefined;
    seen.push({ method, authorization: headers.authorization, certificate: socket?.getPeerCertificate?.().subject?.CN });
    return pass(stream, headers, upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `localhost:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      for (const session of sessions) session.destroy();
      upstream.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function refuse(stream: ServerHttp2Stream, status: number, message: string): void {
  stream.on('error', () => {});
  stream.respond(
    { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': status, 'grpc-message': message },
    { endStream: true },
  );
}

/** gRPC answers with headers, data and trailers, or with headers alone that are trailers at once. */
function pass(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, upstream: ClientHttp2Session): void {
  const request = upstream.request(withoutConnection(headers));
  let trailers: OutgoingHttpHeaders = {};
  stream.on('error', () => request.close(constants.NGHTTP2_CANCEL));
  stream.once('close', () => request.close(constants.NGHTTP2_CANCEL));
  request.on('error', () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  request.on('trailers', (received) => (trailers = withoutConnection(received)));
  request.on('response', (answer, flags) => {
    if (stream.destroyed) return;
    const ends = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    stream.respond(withoutConnection(answer), ends ? { endStream: true } : { waitForTrailers: true });
    if (!ends) request.pipe(stream);
  });
  stream.pipe(request);
}

/** Headers that belong to one connection are not passed on to another. */
function withoutConnection(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => ![':scheme', ':authority', 'connection'].includes(name)));
}
