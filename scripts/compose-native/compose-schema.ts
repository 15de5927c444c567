import { z } from 'zod';

/** `90s`, `1m30s`, `500ms` → milliseconds. */
export const Duration = z
  .string()
  .regex(/^(?:\d+h)?(?:\d+m(?!s))?(?:\d+s)?(?:\d+ms)?$/u, 'a duration is written like 90s, 1m30s or 500ms')
  .transform((text) => {
    const factors: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
    return [...text.matchAll(/(\d+)(ms|h|m|s)/gu)].reduce((sum, [, count, unit]) => sum + Number(count) * factors[unit!]!, 0);
  });

const Port = z
  .string()
  .regex(/^[\d.]+:\d+:\d+$/u, 'a published port is written address:port:port, so that the address is always named')
  .transform((text) => {
    const [address, hostPort, containerPort] = text.split(':') as [string, string, string];
    return { address, hostPort: Number(hostPort), containerPort: Number(containerPort) };
  });

const Mount = z
  .string()
  .regex(/^[^:]+:\/[^:]+(?::ro)?$/u, 'a volume is written source:/target or source:/target:ro')
  .transform((text) => {
    const [source, target, mode] = text.split(':') as [string, string, string?];
    return { source, target, readOnly: mode === 'ro' };
  });

const HealthCheck = z
  .strictObject({
    test: z.tuple([z.literal('CMD')], z.string()),
    interval: Duration,
    timeout: Duration,
    retries: z.int().positive(),
    start_period: Duration,
  })
  .transform(({ test, interval, timeout, retries, start_period }) => ({
    command: test.slice(1),
    intervalMs: interval,
    timeoutMs: timeout,
    retries,
    startPeriodMs: start_period,
  }));
export type HealthCheck = z.output<typeof HealthCheck>;

const Service = z
  .strictObject({
    image: z.string(),
    build: z.literal('.').optional(),
    entrypoint: z.array(z.string()).optional(),
    command: z.array(z.string()).optional(),
    environment: z.record(z.string(), z.string()).default({}),
    ports: z.array(Port).default([]),
    volumes: z.array(Mount).default([]),
    networks: z.array(z.string()),
    depends_on: z
      .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
      .default({}),
    healthcheck: HealthCheck.optional(),
    restart: z.enum(['unless-stopped', 'on-failure']),
    security_opt: z.array(z.string()),
    logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
    stop_grace_period: Duration.default(10_000),
  })
  .transform(({ depends_on, stop_grace_period, healthcheck, ...rest }) => ({
    ...rest,
    dependsOn: depends_on,
    stopGraceMs: stop_grace_period,
    healthcheck: healthcheck ?? null,
  }));

/** The part of the Compose Specification that the file uses; anything else in it is a mistake. */
export const ComposeFile = z.strictObject({
  services: z.record(z.string(), Service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean() }).nullable()),
  volumes: z.record(z.string(), z.null()),
});
