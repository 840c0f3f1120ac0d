import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFile, fieldName } from '../../src/cli/config-file';
import { describeProblem } from '../../src/cli/problem';
import { temporaryFolder } from '../app/fixtures';

const fileOf = (text: string) => {
  const file = join(temporaryFolder(), 'a.yaml');
  writeFileSync(file, text);
  return new ConfigFile(file);
};

describe('ConfigFile', () => {
  const config = fileOf('# comment\ndns:\n  podLabel: x\nother: 1\n');

  it('has the content', () => expect(config.value).toEqual({ dns: { podLabel: 'x' }, other: 1 }));

  it('says where a problem is', () => expect(config.problem(['dns', 'podLabel'], 'is wrong')).toEqual({ file: config.file, line: 3, column: 3, says: 'is wrong' }));

  it('says it of the field above one that is missing', () => expect(config.problem(['dns', 'port'], 'is missing')).toMatchObject({ line: 2, column: 1 }));

  it.each([
    ['with the nearest one', ['podLabels', 'port'], "dns.podLabel is no field. Did you mean 'podLabels'?"],
    ['with all, where none is near', ['zzz'], 'dns.podLabel is no field. Write one of zzz.'],
  ])('refuses an unknown field %s', (_, known, says) => expect(config.unknownFields({ podLabel: 'x' }, known, ['dns']).map(each => each.says)).toEqual([says]));

  it.each([
    ['no YAML', 'a: [\n', /a\.yaml:2:1: is no YAML/],
    ['a bomb', 'a: &a [*a]\n', /a\.yaml:1: an alias contains itself/],
  ])('says of %s that it cannot be read', (_, text, problem) => {
    const broken = fileOf(text);
    expect(broken.unreadable.map(describeProblem)).toEqual([expect.stringMatching(problem)]);
    expect(broken.value).toBeUndefined();
  });

  it('says of a missing file that it does not exist', () => expect(new ConfigFile('no-such.yaml').unreadable).toEqual([{ file: 'no-such.yaml', says: 'does not exist' }]));

  it('has a place for problems of an empty file', () => expect(fileOf('').problem([], 'is empty').says).toBe('is empty'));
});

test.each([[['a', 'b'], 'a.b'], [[0, 'a'], '[0].a'], [['a', 1, 'b'], 'a[1].b']])('fieldName(%j) is %s', (path, name) => expect(fieldName(path)).toBe(name));
