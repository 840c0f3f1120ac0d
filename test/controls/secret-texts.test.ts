import { isCredentialName, isCredentialSetting, knownForm, suspectArguments, suspectHeader, suspectLines, suspectValue, suspectVariable } from '../../src/controls/secret-texts';

test.each([
  'PASSWORD', 'DB_PASSWORD', 'dbPassword', 'db.password', 'mysql-root-password', 'API_KEY', 'apiKey', 'apikey', 'TOKEN', 'GITHUB_TOKEN', 'CLIENT_SECRET', 'AWS_SECRET_ACCESS_KEY',
  'PRIVATE_KEY', 'SECRET_KEY_BASE64', 'PASSWORD_2', 'PASSWORD2', 'DB_PASS', 'DB_PWD', 'CREDENTIALS', 'SIGNING_KEY', 'TOKEN_VALUE', 'OLD_PASSWORD',
])('%s is the name of a credential', name => {
  expect(isCredentialName(name)).toBe(true);
});

test.each([
  'PASSWORD_FILE', 'TOKEN_PATH', 'TOKENIZER', 'TOKENIZERS_PARALLELISM', 'SECRET_NAME', 'TOKEN_URL', 'TOKEN_TTL', 'PASSWORD_MIN_LENGTH', 'MAX_TOKENS', 'API_KEY_HEADER', 'AWS_ACCESS_KEY_ID',
  'PWD', 'OLDPWD', 'PUBLIC_KEY', 'SORT_KEY', 'KEY', 'COMPASS', 'BYPASS', 'SECRETS_DIR', 'PASSTHROUGH', 'MONKEY', 'CACHE_KEY', 'KEYCLOAK', 'CONNECTION_STRING', '', '_', 'SECRET_MANAGER_PROJECT',
])('%s is the name of something else', name => {
  expect(isCredentialName(name)).toBe(false);
});

test.each(['existingSecret', 'tlsSecret', 'auth-secret', 'imagePullSecrets', 'awsCredentials', 'secret', 'SECRET', 'passwordKey'])('%s is the name of a Secret, where Secrets are named', name => {
  expect(isCredentialSetting(name)).toBe(false);
});

test.each(['clientSecret', 'oidc.client-secret', 'cookieSecret', 'password', 'API_KEY', 'token'])('%s is the name of a credential there too', name => {
  expect(isCredentialSetting(name)).toBe(true);
});

test.each([['KEY', 'hunter2', true], ['key', '1234', true], ['KEY', '/run/key', false], ['KEY', '', false], ['SORT_KEY', 'name', false], ['MONKEY', 'x', false]])('the variable %s with %s', (name, value, found) => {
  expect(suspectVariable(name, value) !== undefined).toBe(found);
});

test.each([['Authorization', 'hunter2', true], ['Cookie', 'sid=1', false], ['X-Api-Key', '1234', true], ['Authorization', '$(TOKEN)', false], ['Host', 'shop', false]])('the header %s with %s', (name, value, found) => {
  expect(suspectHeader(name, value) !== undefined).toBe(found);
});

test.each(['1234', '$ecret', '@dmin123', '<3you', '%percent', '*star!', '&co.', '|pipe', '>more', 'p', 'changeme'])("'%s' is a password all the same", value => {
  expect(suspectValue('PASSWORD', value)).toBeDefined();
});

test.each([
  ['', 'nothing'], ['true', 'a switch'], ['$(DB_PASSWORD)', 'a reference'], ['${DB_PASSWORD}', 'a reference'], ['$DB', 'a reference'],
  ['/run/secrets/db/password', 'a file'], ['{{ .Values.password }}', 'a template'], ['<password>', 'a placeholder'], ['https://auth.example/token', 'a URL'],
  ['vault:kv/data/db#password', 'a place in Vault'],
  ['%(password)s', 'a template'], ['%PASSWORD%', 'a reference'], ['@password@', 'a template'], ['@/run/password', 'a file'], ['|-', 'a block of YAML'], ['*default', 'an alias of YAML'],
  ['ENC[AES256_GCM,data:x,type:str]', 'encrypted by SOPS'], ['******', 'masked'], ['[]', 'an empty list'],
])("'%s' is no credential, but %s", value => {
  expect(suspectValue('PASSWORD', value)).toBeUndefined();
});

test.each([['ALLOW_EMPTY_PASSWORD', '1', false], ['usePassword', '0', false], ['ALLOW_EMPTY_PASSWORD', '12', true], ['PASSWORD', '1', true], ['CAUSE_TOKEN', '1', true]])('%s=%s', (name, value, found) => {
  expect(suspectValue(name, value) !== undefined).toBe(found);
});

test.each([
  ['two characters of a long one', 'correct-horse', "'co…', 13 characters"], ['nothing of a short one', 'hunter2', '7 characters'], ['nothing of one letter', 'x', '1 character'],
  ['nothing of a number, which is a password too', '1234', '4 characters'],
])('a hint shows %s', (_, value, hint) => {
  expect(suspectValue('PASSWORD', value)).toEqual({ because: 'stands under the name PASSWORD', hint });
});

test.each([
  ['a password', 'postgres://shop:hunter2@db/shop', true], ['no password', 'postgres://shop@db/shop', false], ['a reference', 'postgres://shop:$(PASSWORD)@db/shop', false],
  ['a port', 'https://db:5432/@x', false], ['an image', 'registry.example:5000/app@sha256:abc', false],
])('a URL with %s', (_, url, found) => {
  expect(suspectValue('DB', url) !== undefined).toBe(found);
});

test.each([
  ['--password=hunter2', true], ['--password hunter2', true], ['-token hunter2', true], ['--password-file=/run/x', false], ['--password-file /run/x', false], ['--password --verbose', false],
  ['--token=$(TOKEN)', false], ['PASSWORD=hunter2 serve', true], ['--tokenizer gpt', false], ['--url=postgres://a:hunter2@db', true], ['--max-tokens=400', false],
])('the arguments %s', (text, found) => {
  expect(suspectArguments(text.split(' ')) !== undefined).toBe(found);
});

test.each([
  ['password: hunter2', true], ['Server=db;Password=hunter2;Timeout=5', true], ['Server=db;Timeout=5', false], ['  "apiKey": "hunter2",', true], ['db.password=hunter2', true], ['password:', false], ['password: ${DB_PASSWORD}', false], ['passwordFile: /run/x', false],
  ['# the password is elsewhere', false], ['token_ttl: 3600', false], ['https://example.com/?q=1', false], ['secretName: db', false],
])('the line %s', (line, found) => {
  expect(suspectLines(`first: 1\n${line}\nlast: 1\n`) !== undefined).toBe(found);
});

test.each(['sha256:' + 'a'.repeat(64), '-----BEGIN CERTIFICATE-----', 'registry.example/app:1.0', 'a sentence that is long enough to be one'])('%s is nothing known', text => {
  expect(knownForm(text)).toBeUndefined();
});

// A ConfigMap of one such text stopped a check for hours.
test.each([
  ['one long word', 'ab12'.repeat(250_000)], ['the beginning of a token, again and again', 'eyJ-'.repeat(250_000)], ['names without values', 'a='.repeat(500_000)],
  ['quotes that never close', "a='a ".repeat(200_000)], ['a path with dots', `${'/a..'.repeat(250_000)}!`], ['beginnings of URLs', 'a://b:'.repeat(160_000)], ['spaces', `password${' '.repeat(1_000_000)}`],
  ['beginnings of keys', '-----BEGIN A A A '.repeat(60_000)], ['flags', '--a-'.repeat(250_000)],
])('a megabyte of %s is read in no time', (_, text) => {
  const started = performance.now();
  for (const find of [knownForm, suspectLines, (each: string) => suspectValue('password', each), (each: string) => suspectArguments(['--password', each])]) find(text);
  expect(performance.now() - started).toBeLessThan(2_000);
});
