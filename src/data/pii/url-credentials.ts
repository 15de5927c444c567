import type { PiiSpan } from './span.ts';

/** Schemes of databases and queues: such an address is a connection string, and a secret. */
const databases =
  /^(?:postgres(?:ql)?|mysql|mariadb|mongodb|redis|rediss|amqps?|mssql|sqlserver|oracle|cockroachdb|clickhouse|cassandra|couchbase|neo4j|bolt|nats|kafka|ldaps?|smtps?|jdbc)(?:\+[a-z0-9]+)?$/i;
const placeholder =
  /^(?:\$[{(A-Z_]+[)}]?$|\{|<|%[A-Z_]+%$|\*+$|x+$|your|user(?:name)?$|pass(?:word|wd)?$|pwd$|secret$|token$|example$|changeme$)/i;
const authority = /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,20}):\/\/([^\s/?#@:"'<>]{0,128}):([^\s/?#@"'<>]{1,256})@(?=[\w[])/g;

/**
 * User name and password of addresses: in `https://user:password@host` URL_CREDENTIALS; with the scheme of a database or
 * queue it is a connection string, and they are SECRET.
 */
export function findUrlCredentials(text: string): PiiSpan[] {
  if (!text.includes('://')) return [];
  const spans: PiiSpan[] = [];
  for (const match of text.matchAll(authority)) {
    const [, scheme = '', user = '', password = ''] = match;
    if (placeholder.test(password)) continue;
    const from = match.index + scheme.length + '://'.length;
    const found = { start: from, end: from + `${user}:${password}`.length, score: 1 };
    if (databases.test(scheme)) spans.push({ entity: 'SECRET', ...found, reason: 'user name and password in a connection string' });
    else spans.push({ entity: 'URL_CREDENTIALS', ...found, reason: 'user name and password in an address' });
  }
  return spans;
}
