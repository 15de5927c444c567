/** Plays the worker: runs until SIGTERM, then notes in STAND_IN_NOTES which servers were still there. */
import { appendFileSync } from 'node:fs';
import { connect } from 'node:net';

function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}

process.on('SIGTERM', async () => {
  const [host = '', port] = (process.env['TEMPORAL_ADDRESS'] ?? '').split(':');
  const store = new URL(process.env['ANNEAL_S3_ENDPOINT'] ?? '');
  const temporal = await isListening(host, Number(port));
  const s3 = await isListening(store.hostname, Number(store.port));
  appendFileSync(process.env['STAND_IN_NOTES'] ?? '', `${JSON.stringify({ temporal, s3 })}\n`);
  process.exit(0);
});
setInterval(() => {}, 1_000);
process.stdout.write('ready\n');
