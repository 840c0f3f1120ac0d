import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { objectsOf, readInput } from '../../src/cli/input';
import { describeProblem } from '../../src/cli/problem';
import { temporaryFolder } from '../app/fixtures';

const read = (text: string) => objectsOf({ file: 'a.yaml', text });
const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\n';

describe('objectsOf', () => {
  it.each([
    ['several documents, empty ones left out', `${POD}---\n---\n# nothing\n---\n${POD}`, [[0, ''], [6, '']]],
    ['a List', 'apiVersion: v1\nkind: List\nitems:\n- { apiVersion: v1, kind: Pod }\n- { apiVersion: v1, kind: Service }\n', [[0, '/items/0'], [0, '/items/1']]],
    ['a list of one kind whose items do not repeat it', 'apiVersion: v1\nkind: PodList\nitems: [{ metadata: { name: a } }]\n', [[0, '/items/0']]],
    ['a List in a List', 'kind: List\nitems: [{ kind: List, items: [{ apiVersion: v1, kind: Pod }] }]\n', [[0, '/items/0/items/0']]],
    ['JSON', '{ "apiVersion": "v1", "kind": "Pod" }', [[0, '']]],
    ['JSON that is indented with tabs', '{\n\t"apiVersion": "v1",\n\t"kind": "Pod"\n}', [[0, '']]],
    ['carriage returns', `${POD}---\n${POD}`.replace(/\n/g, '\r\n'), [[0, ''], [3, '']]],
    ['a byte order mark', `\uFEFF${POD}`, [[0, '']]],
    ['directives', `%YAML 1.2\n---\n${POD}`, [[0, '']]],
    ['lines of dashes within a text', `${POD}data:\n  key: |\n    ---\n    a\n`, [[0, '']]],
  ])('reads %s', (_, text, places) => {
    const { objects, problems } = read(text);
    expect(objects.map(({ document, prefix }) => [document.linesAbove, prefix])).toEqual(places);
    expect(problems).toEqual([]);
  });

  it('gives the items of a list their kind', () => {
    expect(read('apiVersion: v1\nkind: PodList\nitems: [{ metadata: { name: a } }]\n').objects[0].object).toEqual({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } });
  });

  it('resolves merge keys, as kubectl does', () => {
    expect(read('apiVersion: v1\nkind: Pod\nx: &x { a: 1 }\nspec: { <<: *x, b: 2 }\n').objects[0].object.spec).toEqual({ a: 1, b: 2 });
  });

  it('skips, and names, what is no Kubernetes object', () => {
    const { objects, skipped } = read(`# values\nreplicas: 3\n---\n${POD}`);
    expect([objects.length, skipped.map(describeProblem)]).toEqual([1, ['a.yaml:2: is no Kubernetes object: it has no apiVersion and kind']]);
  });

  it.each([
    ['kustomize', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'],
    ['kubectl', 'apiVersion: v1\nkind: Config\n'],
    ['kind', 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n'],
  ])('passes over the file of a tool that is never sent to a cluster: %s', (_, text) => expect(read(text)).toEqual({ objects: [], problems: [], skipped: [] }));

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]', ...'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array(10).fill(`*${'abcdefghij'[index]}`).join(', ')}]`)].join('\n');

  it.each([
    ['a tab', `${POD}---\na:\n\tb: 1\n`, 'a.yaml:6:1: is no YAML: '],
    ['a duplicate key', 'a: 1\na: 2\n', 'a.yaml:2:1: is no YAML: duplicated mapping key'],
    ['an unknown tag', 'a: !!js/function "x"\n', 'a.yaml:1:21: is no YAML: unknown tag'],
    ['a template that was not rendered', '{{- if .x }}\na: 1\n', 'a.yaml:1:'],
    ['aliases that expand without bound', bomb, 'a.yaml:1: aliases expand to more than a million values'],
    ['an alias that contains itself', 'a: &a [*a]\n', 'a.yaml:1: an alias contains itself'],
    ['nesting without bound, in brackets', `a: ${'['.repeat(50_000)}`, 'a.yaml:1: is nested more than 1000 levels deep'],
    ['nesting without bound, well-formed', `a: ${'['.repeat(1_100)}${']'.repeat(1_100)}`, 'a.yaml:1: is nested more than 1000 levels deep'],
    ['nesting without bound, by dashes', '- '.repeat(3_000), 'a.yaml:1: is nested more than 1000 levels deep'],
  ])('says in one line what is wrong with %s', (_, text, problem) => {
    const { problems } = read(text);
    expect(problems).toHaveLength(1);
    expect(describeProblem(problems[0]).slice(0, problem.length)).toBe(problem);
    expect(describeProblem(problems[0])).not.toContain('\n');
  });

  it('says that a template has to be rendered first', () => expect(read('a: {{ .x }}-b\n').problems[0].says).toContain('render the template first'));

  it('judges the other documents of a file of which one is broken', () => {
    const { objects, problems } = read(`${POD}---\na: [\n---\n${POD}`);
    expect([objects.length, problems.length]).toEqual([2, 1]);
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
    expect(readInput([folder]).objects.map(({ document }) => document.file.split('/').slice(-1)[0])).toEqual(['a.yaml', 'z.yml', 'c.json']);
  });

  it('judges a file that was named, whatever its ending', () => {
    const file = join(temporaryFolder(), 'rendered');
    writeFileSync(file, POD);
    expect(readInput([file]).objects).toHaveLength(1);
  });

  it('does not wait for a pipe that lies in a folder', () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe.yaml')]);
    expect(readInput([folder])).toEqual({ objects: [], problems: [], skipped: [] });
  });

  it('names a file that is missing and one that is no UTF-8, and reads the others', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'bad.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe]));
    writeFileSync(join(folder, 'good.yaml'), POD);
    const { objects, problems } = readInput([folder, join(folder, 'missing.yaml')]);
    expect(objects).toHaveLength(1);
    expect(problems.map(describeProblem)).toEqual([expect.stringContaining('bad.yaml: is no UTF-8 text'), expect.stringContaining('missing.yaml: does not exist')]);
  });
});
