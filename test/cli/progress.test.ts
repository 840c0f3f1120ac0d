import { Surroundings } from '../../src/cli/io';
import { Progress } from '../../src/cli/progress';

function shown(isErrorTerminal: boolean, wait: number): string {
  const clock = jest.spyOn(Date, 'now').mockReturnValue(0);
  try {
    let text = '';
    const progress = new Progress({ isErrorTerminal, err: (part: string) => { text += part; } } as Surroundings);
    clock.mockReturnValue(wait);
    progress.show(50, 100);
    progress.clear();
    return text;
  } finally {
    clock.mockRestore();
  }
}

it.each([
  ['nothing before a second has passed', true, 900, ''],
  ['nothing where nobody looks', false, 5_000, ''],
  ['a bar, and takes it away', true, 1_000, '\r\u001b[K[###############...............] 50 of 100 objects\r\u001b[K'],
])('shows %s', (_, isTerminal, wait, text) => expect(shown(isTerminal, wait)).toBe(text));
