import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { objectsOf, readInput } from '../../src/cli/input';
import { temporaryFolder } from '../app/fixtures';

const read = (text: string) => objectsOf({ file: 'a.yaml', text });
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\n';

describe('objectsOf', () => {
  it.each([
    ['several documents, empty ones left out', `${POD}---\n---\n# nothing\n---\n${POD}`, [[0, ''], [1, '']]],
    ['a List', 'apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: Pod }\n- { apiVersion: v1, kind: Service }\n', [[0, '/items/0'], [0, '/items/1']]],
    ['a list of one kind whose items do not repeat it', 'apiVersion: v1\nkind: PodList\nitems: [{ metadata: { name: a } }]\n', [[0, '/items/0']]],
    ['JSON', '{ "apiVersion": "v1", "kind": "Pod" }', [[0, '']]],
    ['carriage returns', POD.replace(/\n/g, '\r\n'), [[0, '']]],
  ])('reads %s', (_, text, places) => {
    const { objects, problems } = read(text);
    expect(objects.map(({ document, prefix }) => [document, prefix])).toEqual(places);
    expect(problems).toEqual([]);
  });

  it('gives the items of a list their kind', () => {
    expect(read('apiVersion: v1\nkind: PodList\nitems: [{ metadata: { name: a } }]\n').objects[0].object).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } });
  });

  it('skips, and names, what is no Kubernetes object', () => {
    expect(read(`replicas: 3\n---\n${POD}`)).toMatchObject({ skipped: ['a.yaml: document 1 is no Kubernetes object (it has no apiVersion and kind)'], objects: [{ document: 1 }] });
  });

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghij'[index]}`).join(', ')}]`)].join('\n');

  it.each([
    ['a tab', 'a:\n\tb: 1\n', 'a.yaml:2:1: is no YAML: '],
    ['a duplicate key', 'a: 1\na: 2\n', 'a.yaml:2:1: is no YAML: duplicated mapping key'],
    ['an unknown tag', 'a: !!js/function "x"\n', 'a.yaml:1:21: is no YAML: unknown tag'],
    ['a template that was not rendered', '{{- if .x }}\na: 1\n', 'a.yaml:1:'],
    ['aliases that expand without bound', bomb, 'a.yaml: aliases expand to more than 20 million values'],
    ['an alias that contains itself', 'a: &a [*a]\n', 'a.yaml: an alias contains itself'],
    ['nesting without bound', `a: ${'['.repeat(50_000)}`, 'a.yaml'],
  ])('says in one line what is wrong with %s', (_, text, problem) => {
    const { objects, problems } = read(text);
    expect(objects).toEqual([]);
    expect(problems).toHaveLength(1);
    expect(problems[0].startsWith(problem)).toBe(true);
    expect(problems[0]).not.toContain('\n    at ');
  });

  it('keeps __proto__ a field like any other', () => {
    read('apiVersion: v1\nkind: Pod\n__proto__: { polluted: true }\n');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.fullUnicodeString(), fc.json(), fc.stringOf(fc.constantFrom(...'-:{}[]&*!|>#\'"%@` \n\tab1'))), text => {
      expect(() => read(text)).not.toThrow();
    }), { numRuns: 500 });
  });
});

describe('readInput', () => {
  it('reads folders in a stable order, and follows no link out of them', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'b'));
    for (const file of ['b/z.yml', 'a.yaml', 'c.json', 'notes.txt']) writeFileSync(join(folder, file), file.endsWith('.json') ? '{ "apiVersion": "v1", "kind": "Pod" }' : POD);
    symlinkSync('/etc', join(folder, 'link'));
    expect(readInput([folder]).objects.map(({ source }) => source.file.split('/').slice(-1)[0])).toEqual(['a.yaml', 'z.yml', 'c.json']);
  });

  it('judges a file that was named, whatever its ending', () => {
    const file = join(temporaryFolder(), 'rendered');
    writeFileSync(file, POD);
    expect(readInput([file]).objects).toHaveLength(1);
  });

  it('names a file that is missing and one that is no UTF-8, and reads the others', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'bad.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
    writeFileSync(join(folder, 'good.yaml'), POD);
    const { objects, problems } = readInput([folder, join(folder, 'missing.yaml')]);
    expect(objects).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining('bad.yaml: is no UTF-8 text'), expect.stringContaining('missing.yaml: cannot be read (ENOENT)')]);
  });
});
