import { isCredentialName, knownForm, suspectArguments, suspectLines, suspectValue } from '../controls/secret-texts';
import { isRecord } from '../manifest/object';
import { pointer } from '../manifest/pointer';
import { nearestPosition, spansOf, withoutMark } from '../manifest/source-positions';
import { parseYaml } from '../manifest/yaml';

const MASK = '******';
/** Shorter texts occur by chance. */
const SHORTEST_COPY = 6;
/** Holds the whole object once more, a Secret's content included. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The text of a document, line for line, with what is or may be a secret replaced: rather too much than too little. */
export function maskedText(text: string): string {
  const source = withoutMark(text);
  const spans = spansOf(source);
  const secrets = parseYaml(source).map(value => secretsIn(value));
  const ranges = secrets.flatMap((found, index) => [...found.keys()].map(at => nearestPosition(spans[index], at)!)).sort((a, b) => a.value - b.value);
  let [masked, done] = ['', 0];
  for (const { value, to } of ranges) {
    if (to <= done) continue;
    const from = Math.max(value, done);
    masked += source.slice(done, from) + maskLines(source.slice(from, to));
    done = to;
  }
  masked += source.slice(done);
  // An anchor elsewhere in the document, or a copy under another name.
  const copies = new Set(secrets.flatMap(found => [...found.values()]).flatMap(secret => secret.split('\n')).map(line => line.trim()).filter(line => line.length >= SHORTEST_COPY));
  for (const copy of copies) masked = masked.replaceAll(copy, MASK);
  return masked.split('\n').map(line => knownForm(line) || suspectLines(line) ? maskLines(line) : line).join('\n');
}

/** Each line as a mask, with its indentation. */
function maskLines(text: string): string {
  return text.replace(/\S(?:[^\n]*\S)?/g, MASK);
}

/** By JSON pointer: the text that stands there. */
function secretsIn(value: unknown): Map<string, string> {
  const found = new Map<string, string>();
  visit(value, '', '', false, found);
  return found;
}

function visit(value: unknown, at: string, name: string, isSecret: boolean, found: Map<string, string>): void {
  if (isRecord(value)) {
    const isSecretObject = value.kind === 'Secret';
    for (const [key, item] of Object.entries(value)) {
      // Of `name: DB_PASSWORD`, `value: …` the name tells what the value is.
      const itemName = key === 'value' && typeof value.name === 'string' ? value.name : key;
      visit(item, at + pointer(key), itemName, isSecret || key === LAST_APPLIED || (isSecretObject && (key === 'data' || key === 'stringData')), found);
    }
  } else if (Array.isArray(value)) {
    const isSecretList = isSecret || suspectArguments(value.filter(item => typeof item === 'string')) !== undefined;
    value.forEach((item, index) => visit(item, at + pointer(index), '', isSecretList, found));
  } else if (value !== null && value !== undefined) {
    const text = String(value);
    if (isSecret || (typeof value === 'string' && isSuspect(name, text))) found.set(at, text);
  }
}

function isSuspect(name: string, text: string): boolean {
  return text !== '' && (isCredentialName(name) || (suspectValue(name, text) ?? knownForm(text) ?? suspectLines(text)) !== undefined);
}
