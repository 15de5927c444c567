/** Shapes of keys that must never stand in a spec: provider keys, AWS keys, GitHub tokens, PEM blocks, JWTs. */
const shapes = [
  /\bsk-[A-Za-z0-9_-]{16,}/,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bgh[pousr]_[A-Za-z0-9]{20,}/,
  /\bgithub_pat_[A-Za-z0-9_]{20,}/,
  /\bhf_[A-Za-z0-9]{20,}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\./,
  /:\/\/[^/\s:@]+:[^/\s:@]+@/,
];

/** Path of the first value (or key) that is shaped like a secret, or null. */
export function holdsSecret(value: unknown, path = 'spec'): string | null {
  if (typeof value === 'string') return shapes.some((shape) => shape.test(value)) ? path : null;
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = holdsSecret(key, `${path}.(a key)`) ?? holdsSecret(inner, `${path}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

/** What to tell whoever sent it. The run's input is kept by Temporal, so the key must be taken as known to others. */
export function secretFailureText(path: string): string {
  return `${path} is shaped like a secret. It now lies in this run's history, readable by everyone who may see runs: revoke that key. A spec names things, it never carries keys; credentials belong into the worker's configuration (docs/configuration.md).`;
}

const redaction = new RegExp(shapes.map((shape) => shape.source).join('|'), 'g');

/** The text with everything shaped like a secret replaced. For logs and error messages. */
export function redact(text: string): string {
  return text.replace(redaction, '[redacted]');
}
