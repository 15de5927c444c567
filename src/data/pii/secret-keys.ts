import { longRuns } from './long-runs.ts';
import type { PiiSpan } from './span.ts';

/** Shapes of keys that vendors document or that their scanners publish; each begins with what nothing else begins with. */
const shapes: readonly [name: string, shape: string][] = [
  ['Anthropic', String.raw`sk-ant-[A-Za-z0-9_-]{20,200}`],
  ['OpenAI', String.raw`sk-(?:proj-|svcacct-|admin-|or-v1-)?[A-Za-z0-9_-]{20,200}`],
  ['AWS access key', String.raw`(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}`],
  ['AWS access key', String.raw`(?:AKIA|ASIA)[A-Z0-9]{16}`],
  ['GitHub', String.raw`gh[pousr]_[A-Za-z0-9]{36,255}`],
  ['GitHub', String.raw`github_pat_[A-Za-z0-9_]{22,255}`],
  ['GitLab', String.raw`gl(?:pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20,100}(?:\.[0-9a-z]{2}\.[0-9a-z]{7,9})?`],
  ['Slack', String.raw`xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{10,250}`],
  ['Slack', String.raw`xapp-\d-[A-Z0-9]{8,20}-\d{8,16}-[a-f0-9]{32,80}`],
  ['Slack hook', String.raw`https:\/\/hooks\.slack\.com\/(?:services|workflows)\/[A-Za-z0-9/_+-]{30,120}`],
  ['Hugging Face', String.raw`(?:hf|api_org)_[A-Za-z0-9]{30,60}`],
  ['Google', String.raw`AIza[A-Za-z0-9_-]{35}`],
  ['Google', String.raw`GOCSPX-[A-Za-z0-9_-]{24,40}`],
  ['Google', String.raw`ya29\.[A-Za-z0-9_-]{30,400}`],
  ['Stripe', String.raw`(?:sk|rk)_(?:live|test|prod)_[A-Za-z0-9]{10,200}`],
  ['Stripe', String.raw`whsec_[A-Za-z0-9+/=]{24,80}`],
  ['SendGrid', String.raw`SG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}`],
  ['Twilio', String.raw`SK[0-9a-f]{32}`],
  ['Mailgun', String.raw`key-[0-9a-f]{32}`],
  ['Mailchimp', String.raw`[0-9a-f]{32}-us\d{1,2}`],
  ['npm', String.raw`npm_[A-Za-z0-9]{36}`],
  ['PyPI', String.raw`pypi-AgE[A-Za-z0-9_-]{50,400}`],
  ['DigitalOcean', String.raw`do[opr]_v1_[a-f0-9]{64}`],
  ['Shopify', String.raw`shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}`],
  ['Square', String.raw`sq0[a-z]{3}-[A-Za-z0-9_-]{22,60}`],
  ['Databricks', String.raw`dapi[a-f0-9]{32}(?:-\d)?`],
  ['HashiCorp', String.raw`hv[sbr]\.[A-Za-z0-9_-]{24,300}`],
  ['Linear', String.raw`lin_api_[A-Za-z0-9]{40}`],
  ['Notion', String.raw`ntn_[A-Za-z0-9]{40,60}`],
  ['Figma', String.raw`figd_[A-Za-z0-9_-]{36,60}`],
  ['Groq', String.raw`gsk_[A-Za-z0-9]{40,80}`],
  ['xAI', String.raw`xai-[A-Za-z0-9]{60,120}`],
  ['Replicate', String.raw`r8_[A-Za-z0-9]{37,40}`],
  ['Perplexity', String.raw`pplx-[A-Za-z0-9]{40,60}`],
  ['Telegram', String.raw`\d{8,10}:AA[A-Za-z0-9_-]{33}`],
  ['Discord', String.raw`[MNO][A-Za-z0-9_-]{23,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}`],
  ['Terraform', String.raw`[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70}`],
  ['New Relic', String.raw`NRAK-[A-Z0-9]{27}`],
  ['Sentry', String.raw`sntry[su]_[A-Za-z0-9+/=_-]{60,300}`],
  ['Grafana', String.raw`glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}`],
  ['Docker', String.raw`dckr_(?:pat|oat)_[A-Za-z0-9_-]{27,60}`],
  ['Postman', String.raw`PMAK-[A-Fa-f0-9]{24}-[A-Fa-f0-9]{34}`],
  ['Doppler', String.raw`dp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}`],
  ['Airtable', String.raw`pat[A-Za-z0-9]{14}\.[a-f0-9]{64}`],
  ['Atlassian', String.raw`ATATT3[A-Za-z0-9_=-]{60,300}`],
  ['age', String.raw`AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}`],
];
const vendorKey = new RegExp(String.raw`(?<![A-Za-z0-9_])(?:${shapes.map(([, shape]) => `(${shape})`).join('|')})(?![A-Za-z0-9_])`, 'g');
const placeholder = /^(.)\1{7,}$|x{8,}|X{8,}|\*{3,}|your|example_?key|placeholder/i;

/** Fewest characters of any of these keys. */
const shortestKey = 15;

/** Keys by the shapes that vendors gave them. */
export function findVendorKeys(text: string): PiiSpan[] {
  const spans: PiiSpan[] = [];
  for (const run of longRuns(text, shortestKey)) {
    for (const match of run.text.matchAll(vendorKey)) {
      if (placeholder.test(match[0])) continue;
      const which = match.slice(1).findIndex((group) => group !== undefined);
      const start = run.start + match.index;
      spans.push({ entity: 'SECRET', start, end: start + match[0].length, score: 1, reason: `key of ${shapes[which]![0]}` });
    }
  }
  return spans;
}

const beginKey = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const longestKey = 20_000;

/** Private keys in PEM and PGP armour, to the end line or, where it is cut off, to the end of its base64. */
export function findPrivateKeys(text: string): PiiSpan[] {
  if (!text.includes('-----BEGIN ')) return [];
  const spans: PiiSpan[] = [];
  for (let match = beginKey.exec(text); match !== null; match = beginKey.exec(text)) {
    const from = match.index + match[0].length;
    const dashes = text.indexOf('-----', from);
    const footer =
      dashes === -1 || dashes - from > longestKey ? null : /^-----END [A-Z0-9 ]{1,60}-----/.exec(text.slice(dashes, dashes + 80));
    const end = footer === null ? from + cutKey(text, from) : dashes + footer[0].length;
    spans.push({ entity: 'SECRET', start: match.index, end, score: 1, reason: 'private key block' });
    beginKey.lastIndex = end;
  }
  return spans;
}

/** Length of the base64 from here. */
function cutKey(text: string, from: number): number {
  return /^[A-Za-z0-9+/=\s\\]{0,20000}/.exec(text.slice(from, from + longestKey))![0].trimEnd().length;
}

const jwt = /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{2,8000}\.[A-Za-z0-9_-]{0,2000}(?![A-Za-z0-9_])/g;

/** JSON web tokens whose first part decodes to a header with an algorithm (RFC 7515, 4.1.1). */
export function findTokens(text: string): PiiSpan[] {
  if (!text.includes('eyJ')) return [];
  return [...text.matchAll(jwt)].flatMap(({ 0: value, index }) =>
    hasHeader(value.slice(0, value.indexOf('.')))
      ? [{ entity: 'SECRET' as const, start: index, end: index + value.length, score: 1, reason: 'JSON web token' }]
      : [],
  );
}

function hasHeader(part: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof header === 'object' && header !== null && ('alg' in header || 'enc' in header);
  } catch {
    return false;
  }
}
