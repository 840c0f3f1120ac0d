import { describeProblem } from '../../src/cli/problem';

test('a problem is one line, whatever it quotes', () => {
  expect(describeProblem({ file: 'a\u001b.yaml', line: 3, column: 7, says: 'is\nno YAML' })).toBe('a\\u001b.yaml:3:7: is⏎no YAML');
});
