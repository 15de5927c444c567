// The worker's health check: exit code 0 when it polls for work. Asks the metrics endpoint of the same container, so that a
// Temporal server that is away makes no worker look ill.
const [, port] = /:(\d+)$/.exec(process.env.ANNEAL_METRICS_ADDRESS ?? '') ?? [];
const host = process.env.ANNEAL_METRICS_ADDRESS?.slice(0, -`:${port}`.length).replace('0.0.0.0', '127.0.0.1');
try {
  if (port === undefined) throw new Error('ANNEAL_METRICS_ADDRESS is not set to host:port');
  const answer = await fetch(`http://${host}:${port}/metrics`, { signal: AbortSignal.timeout(4_000) });
  const polls = /^temporal_num_pollers\{[^}]*\} ([1-9]\d*)/mu.test(await answer.text());
  if (!polls) throw new Error('the worker is there, but polls no queue');
} catch (error) {
  console.error(`unhealthy: ${error.message}`);
  process.exit(1);
}
