import { hashOf, parseWritten, pathProblem, renderWritten, unionOf } from '../../src/gitops/written';

const owned = (entries: Record<string, string[]>) => new Map(Object.entries(entries).map(([path, hashes]) => [path, new Set(hashes)]));

it('the list has one file a line, sorted, with its hash', () => {
  expect(renderWritten(owned({ 'b/c.yaml': ['22'], 'a.yaml': ['11'] }))).toBe(
    '{ "schemaVersion": 1, "files": [\n  {"path":"a.yaml","sha256":"11"},\n  {"path":"b/c.yaml","sha256":"22"}\n] }\n',
  );
});

it.each([['an empty list', owned({})], ['one file', owned({ a: ['1'] })], ['a file with two contents', owned({ a: ['1', '2'], b: ['3'] })]])('%s is read as it was written', (_, list) => {
  expect(parseWritten(renderWritten(list), 'written.json')).toEqual(list);
});

it('a union owns the files of both lists, in both contents', () => {
  expect(unionOf(owned({ a: ['1'], b: ['2'] }), owned({ b: ['3'], c: ['4'] }))).toEqual(owned({ a: ['1'], b: ['2', '3'], c: ['4'] }));
});

it('the hash is that of the bytes', () => {
  expect(hashOf('é')).toBe(hashOf(Buffer.from([0xc3, 0xa9])));
  expect(hashOf('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

it.each([
  ['nothing', '', 'it is no JSON'],
  ['a conflict marker', '<<<<<<< HEAD\n', 'it is no JSON'],
  ['another document', '[]', "it has no list 'files'"],
  ['files that are no list', '{"schemaVersion":1,"files":{}}', "it has no list 'files'"],
  ['a later version', '{"schemaVersion":2,"files":[]}', 'schemaVersion is 2, this version of cdk8s-hardened reads 1'],
  ['an entry that is a name only', '{"schemaVersion":1,"files":["a"]}', '"a" is no entry with \'path\' and \'sha256\''],
  ['a path out of the folder', '{"schemaVersion":1,"files":[{"path":"../x","sha256":"1"}]}', 'the path "../x" leads out of the folder'],
])('%s in place of the list is an error that says the way out', (_, text, problem) => {
  const parse = () => parseWritten(text, 'out/written.json');
  expect(parse).toThrow(`out/written.json is broken: ${problem}`);
  expect(parse).toThrow(/Nothing was written or removed\. Restore it from version control; or delete the folder of the tree and synthesise again\.$/);
});

it.each([
  ['', 'is empty'],
  ['/etc/passwd', 'leads out'], ['../a', 'leads out'], ['a/../../b', 'leads out'], ['a/./b', 'leads out'], ['a//b', 'leads out'], ['a/', 'leads out'], ['..', 'leads out'],
  ['C:/x', 'is no relative path with /'], ['a\\b', 'is no relative path with /'], ['a\0', 'is no relative path with /'],
  ['.cdk8s-hardened/written.json', 'stands in the folder of the list itself'],
])('the path %j is refused', (path, problem) => {
  expect(pathProblem(path)).toContain(problem);
});

it.each(['a.yaml', 'shop/deployment-cart.yaml', 'vault/shop/cart.hcl', '..a/b..'])('the path %j is taken', path => {
  expect(pathProblem(path)).toBeUndefined();
});
