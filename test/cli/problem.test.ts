import { describeProblem, whyUnreadable } from '../../src/cli/problem';

test('a problem is one line, whatever it quotes', () => {
  expect(describeProblem({ file: 'a\u001b.yaml', line: 3, column: 7, says: 'is\nno YAML' })).toBe('a\\u001b.yaml:3:7: is⏎no YAML');
});

describe('whyUnreadable', () => {
  it.each([
    ['ENOENT', 'does not exist'], ['EISDIR', 'is a folder'], ['EACCES', 'may not be read by this user'], ['EMFILE', 'cannot be read (EMFILE)'],
  ])('says what %s means', (code, says) => expect(whyUnreadable(Object.assign(new Error(), { code }))).toBe(says));
});
