import { describe, expect, test } from 'vitest';
import { createPiiFinder } from '../../../src/data/pii/find-pii.ts';
import { alphanumeric, base64Characters, hexadecimal, lower, numerals, seededRandom, upper, urlCharacters } from '../pii-text/random.ts';

/** Keys are put together from parts and seeded text: the file holds nothing that is shaped as one. */
const random = seededRandom(41);
/** Random letters and digits, with both of them, as all real keys have. */
const drawn = (length: number): string => `a7Z${random.text(length - 3, alphanumeric)}`;
const hex = (length: number): string => random.text(length, hexadecimal);
const join = (...parts: string[]): string => parts.join('');
const dashes = '-'.repeat(5);
const armour = (kind: string, lines: readonly string[], end = '\n'): string => {
  const name = join(kind, 'PRIV', 'ATE KEY', kind === 'PGP ' ? ' BLOCK' : '');
  return [`${dashes}BEGIN ${name}${dashes}`, ...lines, `${dashes}END ${name}${dashes}`].join(end);
};
const lines = (count: number): string[] => Array.from({ length: count }, () => random.text(64, base64Characters));
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const token = (head: object = { alg: 'RS256' }): string => `${part(head)}.${part({ sub: '42', exp: 1 })}.${random.text(86, urlCharacters)}`;

/** By the forms that vendors document, one or more each. */
const keys: readonly [vendor: string, key: string][] = [
  ['OpenAI', join('s', 'k-', drawn(20), 'T3Bl', 'bkFJ', drawn(20))],
  ['OpenAI project', join('s', 'k-', 'proj-', random.text(74, urlCharacters), 'T3Bl', 'bkFJ', random.text(74, urlCharacters))],
  ['OpenAI service account', join('s', 'k-', 'svcacct-', drawn(58))],
  ['Anthropic', join('s', 'k-', 'ant-', 'api03-', drawn(93), 'AA')],
  ['OpenRouter', join('s', 'k-', 'or-v1-', hex(64))],
  ['AWS', join('AK', 'IA', random.text(16, `${upper}234567`))],
  ['AWS session', join('AS', 'IA', random.text(16, `${upper}234567`))],
  ['GitHub classic', join('gh', 'p_', drawn(36))],
  ['GitHub app', join('gh', 's_', drawn(36))],
  ['GitHub refresh', join('gh', 'r_', drawn(76))],
  ['GitHub fine-grained', join('github', '_pat_', drawn(22), '_', drawn(59))],
  ['GitLab', join('gl', 'pat-', drawn(20))],
  ['GitLab, routable', join('gl', 'pat-', drawn(27), '.01.', random.text(9, lower + numerals))],
  ['GitLab runner', join('gl', 'rt-', drawn(20))],
  ['Slack bot', join('xo', 'xb-', random.digits(12), '-', random.digits(13), '-', drawn(24))],
  ['Slack user', join('xo', 'xp-', random.digits(11), '-', random.digits(12), '-', random.digits(13), '-', hex(32))],
  ['Slack app', join('xa', 'pp-1-', 'A0', random.text(9, upper), '-', random.digits(13), '-', hex(64))],
  ['Google', join('AI', 'za', random.text(35, urlCharacters))],
  ['Google client', join('GOC', 'SPX-', drawn(28))],
  ['Google access', join('ya', '29.', drawn(120))],
  ['Stripe', join('sk', '_live_', drawn(24))],
  ['Stripe, long', join('sk', '_live_', '51', drawn(97))],
  ['Stripe test', join('sk', '_test_', drawn(24))],
  ['Stripe restricted', join('rk', '_live_', drawn(24))],
  ['Stripe webhook', join('wh', 'sec_', drawn(32))],
  ['Twilio key', join('S', 'K', hex(32))],
  ['SendGrid', join('S', 'G.', drawn(22), '.', drawn(43))],
  ['Mailgun', join('ke', 'y-', hex(32))],
  ['Mailchimp', join(hex(32), '-us', '14')],
  ['npm', join('np', 'm_', drawn(36))],
  ['PyPI', join('py', 'pi-', 'AgE', 'IcHlwaS5vcmc', drawn(130))],
  ['Hugging Face', join('h', 'f_', drawn(34))],
  ['DigitalOcean', join('do', 'p_v1_', hex(64))],
  ['Shopify', join('shp', 'at_', hex(32))],
  ['Databricks', join('da', 'pi', hex(32))],
  ['HashiCorp Vault', join('hv', 's.', drawn(24))],
  ['Terraform Cloud', join(drawn(14), '.atl', 'asv1.', drawn(64))],
  ['Telegram', join(random.digits(10), ':AA', random.text(33, urlCharacters))],
  ['Groq', join('gs', 'k_', drawn(52))],
  ['xAI', join('xa', 'i-', drawn(80))],
  ['New Relic', join('NR', 'AK-', random.text(27, upper + numerals))],
  ['Sentry', join('sn', 'trys_', 'eyJ', drawn(80))],
  ['Grafana', join('gl', 'sa_', drawn(32), '_', hex(8))],
  ['Docker Hub', join('dck', 'r_pat_', drawn(27))],
  ['Postman', join('PM', 'AK-', hex(24), '-', hex(34))],
  ['Doppler', join('dp', '.pt.', drawn(43))],
  ['Airtable', join('pat', drawn(14), '.', hex(64))],
  ['Atlassian', join('AT', 'ATT3', drawn(180), '=', random.text(8, '0123456789ABCDEF'))],
  ['JSON web token', token()],
  ['JSON web token, encrypted', token({ alg: 'RSA-OAEP', enc: 'A256GCM' })],
];

/** What a key stands in; `@` is its place. */
const carriers = [
  'my key is @, thanks',
  'OPENAI="@"',
  "curl -H 'Authorization: Bearer @' https://api.example.com/v1",
  '{"api_key":"@","n":1}',
  '(@).',
  'export KEY=@\nrun',
  '`@`',
  '| prod | @ |',
  'https://api.example.com/?key=@&x=1',
  '密钥是@。',
];

const find = createPiiFinder();
const secretsOf = (text: string): string[] =>
  find(text).flatMap(({ entity, start, end }) => (entity === 'SECRET' ? [text.slice(start, end)] : []));

describe('keys by the shapes of their vendors', () => {
  test.each(keys)('%s, whatever it stands in', (_, key) => {
    expect(carriers.map((carrier) => secretsOf(carrier.replace('@', () => key)))).toEqual(carriers.map(() => [key]));
  });
});

describe('private keys', () => {
  test.each(['', 'RSA ', 'EC ', 'DSA ', 'ENCRYPTED ', 'OPENSSH ', 'PGP '])('in an armour of "%s"', (kind) => {
    const key = armour(kind, lines(5));
    expect(secretsOf(`here:\n${key}\nbye`)).toEqual([key]);
    expect(secretsOf(JSON.stringify({ k: key }))).toEqual([JSON.stringify(key).slice(1, -1)]);
  });

  test('with headers, and in the JSON of a service account', () => {
    const key = armour('RSA ', ['Proc-Type: 4,ENCRYPTED', `DEK-Info: AES-128-CBC,${hex(32).toUpperCase()}`, '', ...lines(3)]);
    expect(secretsOf(key)).toEqual([key]);
    const inner = armour('', lines(4), '\\n');
    const account = `{"type": "service_account", "private_key_id": "${hex(40)}", "private_key": "${inner}\\n", "client_id": "${random.digits(21)}"}`;
    expect(secretsOf(account)).toContain(inner);
  });
});

describe('passwords and keys by the words before them', () => {
  const password = 'Kx7!vR2mQp';
  const plain = 'Kx7vR2mQp9';
  const long = drawn(40);
  test.each<[string, string]>([
    [
      `DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=@;EndpointSuffix=core.windows.net`,
      `${random.text(86, base64Characters)}==`,
    ],
    [`Endpoint=sb://x.servicebus.example/;SharedAccessKeyName=Root;SharedAccessKey=@`, `${random.text(43, base64Characters)}=`],
    [`Server=db;Database=crm;User Id=svc;Password=@;Encrypt=True`, password],
    [`jdbc:mysql://db.example.com/shop?user=svc&password=@&ssl=true`, plain],
    [`spring.datasource.password=@`, password],
    [`AWS_SECRET_ACCESS_KEY=@`, random.text(40, base64Characters)],
    [`"client_secret": "@"`, long],
    [`TWILIO_AUTH_TOKEN=@`, hex(32)],
    [`const apiKey = '@';`, long],
    [`api-key: @`, hex(32)],
    [`X-Api-Key: @`, long],
    [`Password: @\nThanks`, password],
    [`my password is @, please reset it`, password],
    [`user: kim, pw: @`, password],
    [`Passwort: @`, password],
    [`mot de passe : @`, password],
    [`contraseña: @`, password],
    [`senha=@`, password],
    [`пароль: @`, password],
    [`密码：@`, password],
    [`パスワード: @`, password],
    [`mysql -u root --password=@ shop`, password],
    [`<password>@</password>`, password],
    [`**Password**: \`@\``, password],
    [`https://api.example.com/login?user=kim&password=@&remember=1`, plain],
    [`| Password | @ |`, password],
    [`**Password:** @`, password],
    [`token=@`, hex(40)],
    ['Password: @', '963XmQEbnrEx'],
    ['X-API-Key: @', join('sWViBU67vOTs', 'DXXxx8VkhRTw', 'E3DMEhmL')],
    [`secret: "@"`, hex(64)],
  ])('%s', (carrier, value) => {
    expect(secretsOf(carrier.replace('@', () => value))).toEqual([value]);
  });

  test.each(['postgresql', 'mysql', 'mongodb+srv', 'redis', 'amqps', 'mssql'])('a connection string of %s', (scheme) => {
    expect(secretsOf(`${scheme}://app:${plain}@db.example.com:5432/x`)).toEqual([`app:${plain}`]);
  });
});

describe('no secret', () => {
  test.each([
    `commit ${hex(40)}`,
    `Merge ${hex(7)} into main`,
    `sha256:${hex(64)}`,
    `sha256sum: ${hex(64)}  file.tar.gz`,
    `etag: "${hex(32)}"`,
    `md5=${hex(32)}`,
    `"integrity": "sha512-${random.text(86, base64Characters)}=="`,
    `<img src="data:image/png;base64,${random.text(300, base64Characters)}">`,
    `![x](data:image/jpeg;base64,/9j/${random.text(200, base64Characters)})`,
    'request_id: 550e8400-e29b-41d4-a716-446655440000',
    'session_id=550e8400-e29b-41d4-a716-446655440000 user_id=42',
    `trace_id=${hex(32)} span_id=${hex(16)}`,
    `docker pull repo/app@sha256:${hex(64)}`,
    'api_key: YOUR_API_KEY',
    'api_key = "<your-api-key>"',
    'OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'OPENAI_API_KEY=sk-...',
    'api_key="sk-your-key-goes-here-please"',
    'Authorization: Bearer <token>',
    'Authorization: Bearer YOUR_ACCESS_TOKEN_HERE',
    'Authorization: Bearer ${ACCESS_TOKEN}',
    'Authorization: Bearer {{access_token}}',
    'password=changeme',
    'password: changeme123',
    'password: "${DB_PASSWORD}"',
    'PASSWORD=$(cat /run/secrets/pw)',
    'secret: ${{ secrets.DEPLOY_KEY }}',
    'token = os.getenv("TOKEN")',
    'api_key=settings.OPENAI_API_KEY,',
    'const token = await getAccessToken({ scope: "read" });',
    'password = hashlib.sha256(value.encode()).hexdigest()',
    'this.password = form.controls.password.value;',
    'secretName: billing-prod-database',
    'The token: 128000-token context windows are common.',
    'Password: must contain 8-64 characters',
    'Your password must be 12+ characters long.',
    'access_token_lifetime: 3600seconds',
    'key: value, primary_key=customer_id, foreign_key: orders.customer_id',
    'The key was under the doormat; the secret is consistency.',
    'public key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5' + random.text(48, base64Characters),
    `${dashes}BEGIN PUBLIC KEY${dashes}\n${lines(2).join('\n')}\n${dashes}END PUBLIC KEY${dashes}`,
    `${dashes}BEGIN CERTIFICATE${dashes}\n${lines(2).join('\n')}\n${dashes}END CERTIFICATE${dashes}`,
    'AKIA is the prefix of access keys, ghp_ that of GitHub.',
    'task-oriented-dialogue-systems-in-production and risk-adjusted-return-on-capital-2024',
    'sk-learn-contrib-imbalanced-ensemble',
    'hf_hub_download(repo_id="bert-base-uncased")',
    'ghp_ + 36 characters; xoxb-<team>-<bot>-<secret>',
    'https://example.com/a/b?token=&next=/home',
    'pass: 12 of 14 tests, fail: 2',
    'bypass: 10.5, compass: 270deg, passage: 12a-14b',
    'tokenizer: cl100k_base, model: gpt-4o-2024-08-06',
    'token: "<|endoftext|>", pad_token: "[PAD]", eos_token: "</s>"',
  ])('%j', (text) => {
    expect(secretsOf(text)).toEqual([]);
  });
});
