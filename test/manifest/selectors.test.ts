import { labelSelector } from '../../src/manifest/selectors';

const expression = (operator: string, values?: string[]) => ({ matchExpressions: [{ key: 'app', operator, values }] });

test.each([
  ['nothing selects all', undefined, { app: 'a' }, true],
  ['an empty selector selects all', {}, {}, true],
  ['labels that are there', { matchLabels: { app: 'a' } }, { app: 'a', x: 'y' }, true],
  ['labels that are not', { matchLabels: { app: 'a' } }, { app: 'b' }, false],
  ['a label that only the prototype has', { matchLabels: { constructor: 'a' } }, {}, false],
  ['In', expression('In', ['a', 'b']), { app: 'b' }, true],
  ['not In', expression('In', ['a']), {}, false],
  ['NotIn', expression('NotIn', ['a']), { app: 'b' }, true],
  ['NotIn holds without the label', expression('NotIn', ['a']), {}, true],
  ['Exists', expression('Exists'), { app: '' }, true],
  ['DoesNotExist', expression('DoesNotExist'), { app: '' }, false],
  ['an unknown operator selects nothing', expression('Like', ['a']), { app: 'a' }, false],
  ['what is no selector selects nothing', 'app=a', { app: 'a' }, false],
  ['labels and expressions together', { matchLabels: { x: 'y' }, ...expression('Exists') }, { app: 'a' }, false],
])('%s', (_, selector, labels, expected) => {
  expect(labelSelector(selector).matches(labels as Record<string, string>)).toBe(expected);
});

test.each([[{}, true], [{ matchLabels: {} }, true], [expression('Exists'), false], [{ matchLabels: { a: 'b' } }, false], ['x', false]])('%p selects all: %s', (selector, all) => {
  expect(labelSelector(selector).all).toBe(all);
});
