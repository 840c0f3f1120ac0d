import * as yaml from 'js-yaml';
import { isManifestObject, ManifestObject } from './object';

/**
 * Scalars that some reader of YAML 1.1 or 1.2 would not read back as the string that was written: numbers with underscores, octal, hexadecimal,
 * sexagesimal, infinity, booleans and nulls in every spelling, dates, merge and value keys, the end of a document. js-yaml quotes what its own schema would
 * retype; kubectl, Helm and Argo CD use other readers.
 */
const RETYPED = new RegExp([
  '^[-+]?(0b[01]*|0o?[0-7]*|0x[0-9a-fA-F]*|[0-9]*(:[0-5]?[0-9])*(\\.[0-9]*)?([eE][-+]?[0-9]+)?)$',
  '^[-+]?\\.(inf|Inf|INF)$', '^\\.(nan|NaN|NAN)$',
  '^(y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$',
  '^(~|null|Null|NULL|)$', '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}', '^(<<|=)$', '^\\.\\.\\.',
].join('|'));

// The dumper quotes each string that an implicit type of its schema would resolve: one more implicit type, and every such string is quoted.
// Readers of YAML 1.1 take '_' in a number anywhere: kubectl reads `+_5` as 5.
const OUT = yaml.CORE_SCHEMA.extend({
  implicit: [new yaml.Type('!retyped', { kind: 'scalar', resolve: (text: string) => RETYPED.test(text.replaceAll('_', '')) })],
});

/** One object as a YAML document: keys as given, block style, every ambiguous string quoted. Ends with a line feed. */
export function toYaml(value: unknown): string {
  return yaml.dump(value, { schema: OUT, noRefs: true, lineWidth: -1 });
}

/** The core schema, under which dates stay strings; with merge keys (`<<: *defaults`), which kubectl resolves before the API server sees them. */
const IN = yaml.CORE_SCHEMA.extend({ implicit: [(yaml as unknown as { types: { merge: yaml.Type } }).types.merge] });
/** Deeper than any manifest, schemas of CRDs included, and within what a stack holds. */
export const MOST_LEVELS = 1_000;
/** How manifests are read, wherever they are. */
export const READ_OPTIONS = { schema: IN, maxDepth: MOST_LEVELS } as yaml.LoadOptions;

/** The documents of a YAML stream. Empty documents are left out. Throws on text that is no YAML. */
export function parseYaml(text: string): unknown[] {
  return yaml.loadAll(text, undefined, READ_OPTIONS).filter(document => document !== null && document !== undefined);
}

/** The Kubernetes objects of a YAML stream; anything else in it is an error that says which document. */
export function parseManifests(text: string, file = 'input'): ManifestObject[] {
  return parseYaml(text).flatMap((document, index) => {
    return objectsOf(document, `${file}: document ${index + 1}`);
  });
}

/** A `List` is what `kubectl get -o yaml` prints: its items count, wherever they stand. */
function objectsOf(document: unknown, where: string): ManifestObject[] {
  if (!isManifestObject(document)) throw new Error(`${where} is no Kubernetes object: it needs 'apiVersion' and 'kind'.`);
  if (document.kind !== 'List' || !Array.isArray(document.items)) return [document];
  return document.items.flatMap((item: unknown, index) => objectsOf(item, `${where}, item ${index + 1}`));
}
