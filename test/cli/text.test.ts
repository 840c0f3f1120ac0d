import * as fc from 'fast-check';
import { count, escaped, placeText, printable } from '../../src/cli/text';

describe('printable', () => {
  it.each([
    ['an escape sequence', 'a\u001b[31mb', 'a\\u001b[31mb'],
    ['a change of direction', 'a\u202eb', 'a\\u202eb'],
    ['a line feed', 'a\nb', 'a⏎b'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['what is plain', 'é 😀 <&>', 'é 😀 <&>'],
  ])('shows %s', (_, text, shown) => expect(printable(text)).toBe(shown));
});

describe('escaped', () => {
  it('leaves nothing that is markup', () => expect(escaped('<a b="c">&\'')).toBe('&#60;a b=&#34;c&#34;&#62;&#38;&#39;'));

  it('holds for every text', () => {
    fc.assert(fc.property(fc.oneof(fc.fullUnicodeString(), fc.string16bits()), text => {
      expect(escaped(text)).not.toMatch(/[<>"'\u0000-\u001f\ud800-\udfff](?<![\ud800-\udbff][\udc00-\udfff])(?![\udc00-\udfff])/);
    }));
  });
});

test.each([[0, '0 findings'], [1, '1 finding'], [2, '2 findings']])('count says %i as %s', (number, text) => expect(count(number, 'finding')).toBe(text));

test.each([
  [{ file: 'a.yaml' }, 'a.yaml'], [{ file: 'a.yaml', line: 2 }, 'a.yaml:2'], [{ file: 'a.yaml', line: 2, column: 3 }, 'a.yaml:2:3'],
])('placeText(%j) is %s', (place, text) => expect(placeText(place)).toBe(text));
