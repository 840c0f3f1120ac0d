/** Tells texts that are probably credentials, by the name they stand under and by their own form. Nothing here ever returns such a text. */

/** What was found: enough to find it again, and nothing to use. */
export interface Suspicion {
  /** Why it looks like a credential: `stands under the name DB_PASSWORD`. */
  readonly because: string;
  /** The first two characters and the length at most. */
  readonly hint: string;
}

/** Forms that are nothing but credentials. */
const FORMS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,})/],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['a Slack token', /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/],
  ['a Stripe key', /\b[rs]k_live_[A-Za-z0-9]{16,}/],
  ['a Google API key', /\bAIza[A-Za-z0-9_-]{35}\b/],
  ['an npm token', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a PyPI token', /\bpypi-AgE[A-Za-z0-9_-]{50,}/],
  ['a SendGrid key', /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/],
  ['a Vault token', /\bhv[sbr]\.[A-Za-z0-9_-]{20,}/],
  ['a Hugging Face token', /\bhf_[A-Za-z0-9]{30,}\b/],
  ['a JSON Web Token', /(?<![\w-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/],
];
const SHORTEST_FORM = 15;
const ANY_FORM = new RegExp(FORMS.map(([, pattern]) => pattern.source).join('|'));

const CREDENTIAL_WORDS = new Set([
  'PASSWORD', 'PASSWORDS', 'PASSWD', 'PASSPHRASE', 'PASSCODE', 'PWD', 'PASS', 'SECRET', 'SECRETS', 'TOKEN', 'APIKEY', 'CREDENTIAL', 'CREDENTIALS',
]);
/** KEY alone names many things; after these words it is a credential. */
const KEY_WORDS = new Set(['API', 'ACCESS', 'PRIVATE', 'SECRET', 'ENCRYPTION', 'SIGNING', 'MASTER', 'ACCOUNT', 'AUTH', 'LICENSE', 'SHARED', 'HMAC']);
/** Words that may follow without making it the name of something else, as FILE, PATH, NAME, URL or TTL would. */
const NEUTRAL_WORDS = new Set(['VALUE', 'DATA', 'TEXT', 'STRING', 'PLAIN', 'PLAINTEXT', 'BASE64', 'B64', 'OLD', 'NEW', 'PRIMARY', 'SECONDARY']);
/** The working directory, which shells call so. */
const NOT_NAMES = new Set(['PWD', 'OLDPWD', 'PASS']);

/** `DB_PASSWORD`, `apiKey`, `auth.token`: a name under which a credential stands. Not `PASSWORD_FILE`, `TOKENIZER`, `SECRET_NAME`, `TOKEN_PATH`. */
export function isCredentialName(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase().split(/[^A-Z0-9]+/).filter(Boolean);
  if (NOT_NAMES.has(words.join('_'))) return false;
  while (words.length > 1 && (NEUTRAL_WORDS.has(words[words.length - 1]) || /^\d+$/.test(words[words.length - 1]))) words.pop();
  const last = words[words.length - 1]?.replace(/\d+$/, '') ?? '';
  return CREDENTIAL_WORDS.has(last) || (last === 'KEY' && KEY_WORDS.has(words[words.length - 2]));
}

/** Text that has the form of a known credential. */
export function knownForm(text: string): Suspicion | undefined {
  if (text.length < SHORTEST_FORM || !ANY_FORM.test(text)) return undefined;
  const [name, pattern] = FORMS.find(([, each]) => each.test(text))!;
  return { because: `has the form of ${name}`, hint: hintOf(pattern.exec(text)![0]) };
}

/** A value that stands under a name. */
export function suspectValue(name: string, value: string): Suspicion | undefined {
  if (isCredentialName(name) && isLiteral(value) && !isUrl(value)) return { because: `stands under the name ${name}`, hint: hintOf(value) };
  return credentialInUrl(value);
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

/** A literal, not a reference to where the value is, nor a switch. A number is one: '1234' is a password. */
function isLiteral(value: string): boolean {
  const text = value.trim();
  return text !== '' && !/^(true|false|yes|no|on|off|null|none|nil|~)$/i.test(text)
    // $(VAR), ${VAR}, $VAR, {{ template }}, <placeholder>, %(name)s, a file, what a Vault agent resolves.
    && !/^[$<%@&*|>]|^\{\{|^vault:|^ref\+|^\.{0,2}(\/[\w.-]+)+\/?$/.test(text);
}

function isUrl(value: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/\S*$/i.test(value);
}

/** The password of `scheme://user:password@host`. */
function credentialInUrl(text: string): Suspicion | undefined {
  const match = /(?<=[a-z0-9+.-]):\/\/[^\s:/@?#]*:([^\s/@?#]+)@/i.exec(text);
  return match && isLiteral(match[1]) ? { because: 'is a URL with a password in it', hint: hintOf(match[1]) } : undefined;
}

/** Two characters are shown only of what is long enough that they give nothing away. */
function hintOf(value: string): string {
  return value.length >= 12 ? `'${value.slice(0, 2)}…', ${value.length} characters` : `${value.length} character${value.length === 1 ? '' : 's'}`;
}
