import { isRecord } from '../manifest/object';

/** A text in quotes; a setting; a name, with the '.' before it that makes it a field and the bracket behind it that makes it a function. */
const TOKENS = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<!\.)\bsettings\.\w+|(?:\.\s*)?\b[A-Za-z_]\w*\b(?:\s*\()?/g;

/** Texts of CEL by the names that they stand in for. */
export type Names = Readonly<Record<string, string>>;

/**
 * An expression of the catalogue in the words of an admission policy: its variables are renamed, and settings are written out, since a policy has none.
 * Texts, fields and functions stay as they are. Throws for a setting that there is not.
 */
export function inPolicy(cel: string, names: Names, settings: object): string {
  return cel.replace(TOKENS, token => {
    if (token.startsWith('settings.')) return literal(token.slice('settings.'.length), settings);
    return Object.hasOwn(names, token) ? names[token] : token;
  });
}

/** JSON's texts, numbers and lists are CEL's too. Not so its objects: in an admission policy the values of a map must be of one type. */
function literal(name: string, settings: object): string {
  const value = Object.hasOwn(settings, name) ? (settings as Record<string, unknown>)[name] : undefined;
  if (value === undefined || isRecord(value)) throw new Error(`'settings.${name}' is no setting that an expression can name: a text, a number, true or false, or a list of them`);
  return JSON.stringify(value);
}
