import { plain, type Form, type Sources, type Value } from '../pii-entity.ts';
import { alphanumeric, base64Characters, hexadecimal, lower, numerals, upper, urlCharacters, type Random } from '../random.ts';

/**
 * Keys are put together here from parts, so that no file of the repository holds anything that is shaped as a key.
 * Shapes are those that the vendors publish for their own scanners.
 */
const vendor = (name: string, start: readonly string[], length: number, alphabet: string, end = ''): Form =>
  plain(`vendor-${name}`, ({ random }) => `${start.join('')}${mixed(random, length, alphabet)}${end}`);

/** Random text that holds a digit and a letter where the alphabet has both, as all real keys do. */
function mixed(random: Random, length: number, alphabet: string): string {
  const text = random.text(length, alphabet);
  return /\d/.test(text) && /[a-z]/i.test(text) ? text : mixed(random, length, alphabet);
}

const upperOrDigit = `${upper}234567`;

const vendorForms: readonly Form[] = [
  vendor('aws-access-key', ['AK', 'IA'], 16, upperOrDigit),
  vendor('aws-session-key', ['AS', 'IA'], 16, upperOrDigit),
  vendor('github-personal', ['gh', 'p_'], 36, alphanumeric),
  vendor('github-oauth', ['gh', 'o_'], 36, alphanumeric),
  vendor('github-server', ['gh', 's_'], 36, alphanumeric),
  plain(
    'vendor-github-fine-grained',
    ({ random }) => `${['github', 'pat', ''].join('_')}${random.text(22, alphanumeric)}_${random.text(59, alphanumeric)}`,
  ),
  vendor('gitlab', ['gl', 'pat-'], 20, alphanumeric),
  plain(
    'vendor-slack-bot',
    ({ random }) => `${['xo', 'xb-'].join('')}${random.digits(12)}-${random.digits(13)}-${mixed(random, 24, alphanumeric)}`,
  ),
  vendor('stripe-live', ['sk', '_live_'], 24, alphanumeric),
  vendor('stripe-restricted', ['rk', '_live_'], 24, alphanumeric),
  vendor('google', ['AI', 'za'], 35, urlCharacters),
  vendor('google-client', ['GOC', 'SPX-'], 28, alphanumeric),
  plain('vendor-sendgrid', ({ random }) => `${['S', 'G.'].join('')}${mixed(random, 22, alphanumeric)}.${mixed(random, 43, alphanumeric)}`),
  vendor('npm', ['np', 'm_'], 36, alphanumeric),
  vendor('pypi', ['py', 'pi-', 'AgEIcHlwaS5vcmc'], 120, alphanumeric),
  plain(
    'vendor-openai',
    ({ random }) =>
      `${['s', 'k-'].join('')}${mixed(random, 20, alphanumeric)}${['T3Blbk', 'FJ'].join('')}${mixed(random, 20, alphanumeric)}`,
  ),
  vendor('openai-project', ['s', 'k-', 'proj-'], 64, alphanumeric),
  vendor('anthropic', ['s', 'k-', 'ant-', 'api03-'], 93, alphanumeric, 'AA'),
  vendor('hugging-face', ['h', 'f_'], 34, alphanumeric),
  vendor('digitalocean', ['dop', '_v1_'], 64, hexadecimal),
  vendor('shopify', ['shp', 'at_'], 32, hexadecimal),
  plain(
    'vendor-slack-webhook',
    ({ random }) =>
      `https://hooks.slack.com/${['serv', 'ices'].join('')}/T${mixed(random, 8, upperOrDigit)}/B${mixed(random, 10, upperOrDigit)}/${mixed(random, 24, alphanumeric)}`,
  ),
];

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed token of three parts (RFC 7519); the signature is random. */
function token({ faker, random }: Sources): string {
  const head = { alg: random.pick(['HS256', 'RS256']), typ: 'JWT' };
  const body = { sub: random.digits(10), name: faker.en.internet.username(), iat: 1_600_000_000 + random.below(100_000_000) };
  return `${encoded(head)}.${encoded(body)}.${random.text(43, urlCharacters)}`;
}

function pem(random: Random, kind: string, lineEnd = '\n'): string {
  const edge = (word: string): string => `${'-'.repeat(5)}${word} ${kind}${['PRIVATE', 'KEY'].join(' ')}${'-'.repeat(5)}`;
  const lines = Array.from({ length: random.between(3, 9) }, () => random.text(64, base64Characters));
  return [edge('BEGIN'), ...lines, `${random.text(random.between(10, 50), base64Characters)}==`, edge('END')].join(lineEnd);
}

/** A password as a manager makes it: both cases, digits and a few signs; never one that needs quoting. */
function strongPassword(random: Random): string {
  const letters = random.text(2, upper) + random.text(random.between(4, 8), lower) + random.text(random.between(3, 5), numerals);
  return random
    .shuffled([...`${letters}${random.text(random.between(0, 2), '!#*-_+^~')}${random.text(2, alphanumeric)}`])
    .join('')
    .replace(/^[^A-Za-z\d]|[^A-Za-z\d]$/g, 'x');
}

const database =
  (scheme: string, port: number, end = '') =>
  (s: Sources): Value => ({
    before: `${scheme}://`,
    gold: `${s.random.pick(['app', 'svc', 'root', 'api'])}:${strongPassword(s.random).replaceAll(/[#^+]/g, 'k')}`,
    after: `@${s.random.pick(['db', 'prod-1', 'cache', 'mq'])}.${s.faker.en.internet.domainWord()}.com:${port}${end}`,
    also: ['URL_CREDENTIALS'],
  });

const connectionForms: readonly Form[] = [
  plain('connection-postgres', database('postgresql', 5432, '/orders?sslmode=require')),
  plain('connection-postgres-short', database('postgres', 5432, '/app')),
  plain('connection-mysql', database('mysql', 3306, '/shop')),
  plain('connection-mongodb', database('mongodb', 27_017, '/admin')),
  plain('connection-amqp', database('amqp', 5672)),
  plain('connection-redis', database('redis', 6379, '/0')),
  plain('connection-sql-server', ({ faker, random }) => ({
    before: `Server=tcp:${faker.en.internet.domainWord()}.database.example.net,1433;Database=crm;User Id=svc;Password=`,
    gold: strongPassword(random),
    after: ';Encrypt=True;',
  })),
  plain('connection-azure-storage', ({ faker, random }) => ({
    before: `DefaultEndpointsProtocol=https;AccountName=${faker.en.string.alpha({ length: 8, casing: 'lower' })};AccountKey=`,
    gold: `${random.text(86, base64Characters)}==`,
    after: ';EndpointSuffix=core.windows.net',
  })),
];

const assigned = (name: string, before: string, make: (random: Random) => string, after = ''): Form =>
  plain(`assigned-${name}`, ({ random }) => ({ before, gold: make(random), after }));
const hex = (length: number) => (random: Random) => mixed(random, length, hexadecimal);
const base64 = (length: number) => (random: Random) => mixed(random, length, base64Characters);
const words = (length: number) => (random: Random) => mixed(random, length, alphanumeric);

/** Values of high entropy after a word that says what they are. */
const assignedForms: readonly Form[] = [
  assigned('password', 'password=', strongPassword),
  assigned('password-colon', 'Password: ', strongPassword),
  assigned('password-quotes', 'password = "', strongPassword, '"'),
  assigned('db-password', 'DB_PASSWORD=', strongPassword),
  assigned('pwd', 'pwd: ', strongPassword),
  assigned('passwd', "passwd='", strongPassword, "'"),
  assigned('api-key', 'api_key: ', hex(32)),
  assigned('api-key-json', '"apiKey": "', words(40), '"'),
  assigned('api-key-header', 'X-API-Key: ', words(32)),
  assigned('client-secret-json', '"client_secret": "', words(40), '"'),
  assigned('aws-secret', 'aws_secret_access_key = ', base64(40)),
  assigned('export-token', 'export AUTH_TOKEN=', hex(40)),
  assigned('access-token', 'access_token=', words(48)),
  assigned('bearer', 'Authorization: Bearer ', words(40)),
  assigned('basic', 'Authorization: Basic ', (random) => Buffer.from(`deploy:${strongPassword(random)}`).toString('base64')),
  assigned('secret-yaml', 'secret: ', base64(44)),
  assigned('encryption-key', 'ENCRYPTION_KEY=', hex(64)),
  assigned('flag', '--password ', strongPassword),
  assigned('xml', '<password>', strongPassword, '</password>'),
  assigned('sql', "IDENTIFIED BY '", strongPassword, "'"),
  assigned('sentence', 'the password is ', strongPassword),
  assigned('german', 'Passwort: ', strongPassword),
  assigned('french', 'mot de passe : ', strongPassword),
  assigned('spanish', 'contraseña: ', strongPassword),
  assigned('portuguese', 'senha: ', strongPassword),
];

export const secretForms: readonly Form[] = [
  ...vendorForms,
  plain('jwt', token),
  plain('jwt-bearer', (s) => ({ before: 'Authorization: Bearer ', gold: token(s) })),
  ...['', 'RSA ', 'EC ', 'OPENSSH '].map((kind) =>
    plain(`pem-${kind.trim().toLowerCase() || 'pkcs8'}`, ({ random }) => ({ before: '\n', gold: pem(random, kind), after: '\n' })),
  ),
  plain('pem-one-line', ({ random }) => pem(random, 'RSA ', '\\n')),
  ...connectionForms,
  ...assignedForms,
  plain('private-key-hex', ({ random }) => ({ before: 'private_key=', gold: hex(64)(random) })),
];
