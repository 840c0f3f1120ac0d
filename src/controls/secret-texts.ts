import { FORMS } from './secret-forms';

/** Tells texts that are probably credentials, by the name they stand under and by their own form. Nothing here ever returns such a text. */

/** What was found: enough to find it again, and nothing to use. */
export interface Suspicion {
  /** Why it looks like a credential: `stands under the name DB_PASSWORD`. */
  readonly because: string;
  /** The first two characters and the length at most. */
  readonly hint: string;
}

const SHORTEST_FORM = 15;
const ANY_FORM = new RegExp(FORMS.map(({ pattern }) => pattern.source).join('|'));

const CREDENTIAL_WORDS = new Set([
  'PASSWORD', 'PASSWORDS', 'PASSWD', 'PASSPHRASE', 'PASSCODE', 'PWD', 'PASS', 'SECRET', 'SECRETS', 'TOKEN', 'APIKEY', 'CREDENTIAL', 'CREDENTIALS',
]);
/** KEY alone names many things; after these words it is a credential. */
const KEY_WORDS = new Set([
  'API', 'ACCESS', 'PRIVATE', 'SECRET', 'ENCRYPTION', 'DECRYPTION', 'SIGNING', 'MASTER', 'ACCOUNT', 'AUTH', 'LICENSE', 'SHARED', 'HMAC', 'JWT', 'CRYPTO', 'CIPHER', 'AES',
  'UNSEAL', 'RECOVERY', 'DEPLOY', 'WEBHOOK',
]);
/** What a SECRET is called that is one: elsewhere the word names an object of that kind, as in `existingSecret`, `tlsSecret`, `auth-secret`. */
const SECRET_WORDS = new Set(['CLIENT', 'APP', 'APPLICATION', 'COOKIE', 'SHARED', 'OAUTH', 'OAUTH2', 'OIDC', 'JWT', 'SESSION', 'SIGNING', 'HMAC', 'API', 'CONSUMER', 'WEBHOOK', 'TOTP']);
/** Words that may follow without making it the name of something else, as FILE, PATH, NAME, URL or TTL would. */
const NEUTRAL_WORDS = new Set(['VALUE', 'DATA', 'TEXT', 'STRING', 'PLAIN', 'PLAINTEXT', 'BASE64', 'B64', 'OLD', 'NEW', 'PRIMARY', 'SECONDARY']);
/** The working directory, which shells call so. */
const NOT_NAMES = new Set(['PWD', 'OLDPWD', 'PASS']);

/** `DB_PASSWORD`, `apiKey`, `auth.token`: a name under which a credential stands. Not `PASSWORD_FILE`, `TOKENIZER`, `SECRET_NAME`, `TOKEN_PATH`. */
export function isCredentialName(name: string): boolean {
  const [last, before] = lastWords(name);
  return CREDENTIAL_WORDS.has(last) || (last === 'KEY' && KEY_WORDS.has(before));
}

/** As above, where Secrets are named too: `clientSecret`, but not `existingSecret`. */
export function isCredentialSetting(name: string): boolean {
  const [last, before] = lastWords(name);
  if (last === 'SECRET' || last === 'SECRETS') return SECRET_WORDS.has(before);
  return last !== 'CREDENTIALS' && last !== 'CREDENTIAL' && isCredentialName(name);
}

/** The last word that says what it is, and the one before it. */
function lastWords(name: string): [last: string, before: string] {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase().split(/[^A-Z0-9]+/).filter(Boolean);
  if (NOT_NAMES.has(words.join('_'))) return ['', ''];
  while (words.length > 1 && (NEUTRAL_WORDS.has(words[words.length - 1]) || /^\d+$/.test(words[words.length - 1]))) words.pop();
  return [words[words.length - 1]?.replace(/\d+$/, '') ?? '', words[words.length - 2] ?? ''];
}

/** Text that has the form of a known credential. */
export function knownForm(text: string): Suspicion | undefined {
  if (text.length < SHORTEST_FORM || !ANY_FORM.test(text)) return undefined;
  const { name, pattern } = FORMS.find(form => form.pattern.test(text))!;
  return { because: `has the form of ${name}`, hint: hintOf(pattern.exec(text)![0]) };
}

/** ALLOW_EMPTY_PASSWORD=1: a name that says whether, and a value that is yes or no. */
function isSwitch(name: string, value: string): boolean {
  return /^[01]$/.test(value.trim()) && /(^|[^a-z])(allow|enable|disable|require|use|no)/i.test(name);
}

/** A value that stands under a name. */
export function suspectValue(name: string, value: string): Suspicion | undefined {
  if (isCredentialName(name) && isLiteral(value) && !isUrl(value) && !isSwitch(name, value)) return { because: `stands under the name ${name}`, hint: hintOf(value) };
  return credentialInUrl(value);
}

/** A variable of a container. KEY alone is one here, where no table of keys and values can be meant. */
export function suspectVariable(name: string, value: string): Suspicion | undefined {
  const found = suspectValue(name, value);
  return found ?? (/^key$/i.test(name) && isLiteral(value) && !isUrl(value) ? { because: `stands under the name ${name}`, hint: hintOf(value) } : undefined);
}

/** A setting of a chart, or an annotation: what stands under it may be the name of a Secret. */
export function suspectSetting(name: string, value: string): Suspicion | undefined {
  return isCredentialSetting(name) ? suspectValue(name, value) : credentialInUrl(value);
}

/** A header that a request brings along: `Authorization`, `X-Api-Key`. No Cookie: probes send made-up sessions, and those open nothing. */
export function suspectHeader(name: string, value: string): Suspicion | undefined {
  if (/^(proxy-)?authorization$/i.test(name) && isLiteral(value)) return { because: `stands under the name ${name}`, hint: hintOf(value) };
  return suspectValue(name, value);
}

/** Arguments of a command: `--password=…`, `--password …`, `PASSWORD=… program`, `https://user:…@host`. */
export function suspectArguments(args: readonly string[]): Suspicion | undefined {
  for (const [index, text] of args.entries()) {
    const flag = /^--?([A-Za-z][\w.-]*)$/.exec(text);
    const next = args[index + 1];
    if (flag && next !== undefined && !next.startsWith('-')) {
      const found = suspectValue(flag[1], next);
      if (found) return found;
    }
    const found = suspectLines(text) ?? credentialInUrl(text);
    if (found) return found;
  }
  return undefined;
}

/** A text that may be a whole file: `name: value`, `name=value` or `"name": "value"` on any of its lines. */
export function suspectLines(text: string): Suspicion | undefined {
  for (const [, name, quoted, bare] of text.matchAll(/(?<![\w.-])-{0,2}["']?([A-Za-z][\w.-]*)["']?[ \t]*[:=][ \t]*(?:["']([^"'\n]*)["']|([^\s"',;]+))/g)) {
    const found = suspectValue(name, quoted ?? bare);
    if (found) return found;
  }
  return undefined;
}

/** What is no value: references that something else fills in, and what a file of YAML says about the next lines. */
const REFERENCES = new RegExp([
  // $(VAR), ${VAR}, $VAR. A password may begin with '$' too.
  '^\\$[({]', '^\\$[A-Z_][A-Z0-9_]*$',
  // {{ template }}, <placeholder>, %(name)s, %{name}, %NAME%, @name@, @/file.
  '^\\{\\{', '^<[^<>]*>$', '^%[({]', '^%\\w+%$', '^@[\\w.-]+@$', '^@[\\w.-]*/',
  // YAML: a block, an anchor, an alias.
  '^[|>][+-]?\\d?$', '^[&*][A-Za-z][\\w-]*$',
  // An empty list, a place in a Vault, what SOPS has encrypted, what is masked already, a file.
  '^\\[\\s*\\]$', '^vault:', '^ref\\+', '^ENC\\[', '^\\*+$', '^\\.{0,2}(?:/[\\w.-]+)+/?$',
].join('|'));

/** A literal, not a reference to where the value is, nor a switch. A number is one: '1234' is a password. */
function isLiteral(value: string): boolean {
  const text = value.trim();
  return text !== '' && !/^(true|false|yes|no|on|off|null|none|nil|~)$/i.test(text) && !REFERENCES.test(text);
}

function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S*$/i.test(value);
}

/** The password of `scheme://user:password@host`. */
function credentialInUrl(text: string): Suspicion | undefined {
  const match = /(?<=[a-z0-9+.-]):\/\/[^\s:/@?#]*:([^\s/@?#]+)@/i.exec(text);
  return match && isLiteral(match[1]) ? { because: 'is a URL with a password in it', hint: hintOf(match[1]) } : undefined;
}

/** `stands under the name DB_PASSWORD ('co…', 21 characters)`. */
export function reasonOf({ because, hint }: Suspicion): string {
  return `${because} (${hint})`;
}

/** Two characters are shown only of what is long enough that they give nothing away. */
function hintOf(value: string): string {
  return value.length >= 12 ? `'${value.slice(0, 2)}…', ${value.length} characters` : `${value.length} character${value.length === 1 ? '' : 's'}`;
}
