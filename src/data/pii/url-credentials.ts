import type { PiiSpan } from './span.ts';

/** Schemes of databases and queues: such an address is a connection string, and a secret. */
const databases =
  /^(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|rediss|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|cassandra|couchbase|neo4j|bolt|nats|kafka|ldaps?|smtps?|jdbc)(?:\+[a-z0-9]+)?$/i;
const placeholder = /^(?:\$|\{|<|%|\*|x+$|your|user(?:name)?$|pass(?:word|wd)?$|pwd$|secret$|token$|example$|changeme$)/i;
const authority = /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,20}):\/\/([^\s/?#@:"'<>]{0,128}):([^\s/?#@"'<>]{1,256})@([^\s"'<>`)\]}]{1,2048})/g;

/**
 * Addresses with a password in them: `https://user:password@host` is URL_CREDENTIALS, the same with the scheme of a
 * database is a connection string, and SECRET.
 */
export function findUrlCredentials(text: string): PiiSpan[] {
  if (!text.includes('://')) return [];
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(authority)) {
    const [whole, scheme = '', , password = ''] = match;
    if (placeholder.test(password)) continue;
    const end = match.index + whole.replace(/[.,;:!?]+$/, '').length;
    const found = { start: match.index, end, score: 1 };
    if (databases.test(scheme)) spans.push({ entity: 'SECRET', ...found, reason: 'connection string with a password' });
    else spans.push({ entity: 'URL_CREDENTIALS', ...found, reason: 'address with a password' });
  }
  return spans;
}
