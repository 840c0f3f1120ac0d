import { resolveImage } from '../../src/images/resolve';

const [A, B] = ['a', 'b'].map(digit => `sha256:${digit.repeat(64)}`);
const LOCK = new Map([['one.example/app:1', A], ['other.example/app:1', B], ['one.example/mirror/app:1', B]]);

it.each<[string, string, string[], string]>([
  ['a host is kept', 'other.example/app:2', ['one.example'], 'other.example/app:2'],
  ['a missing host is the first registry', 'app:2', ['one.example', 'two.example'], 'one.example/app:2'],
  ['a registry may have a path', 'app:1', ['one.example/mirror'], `one.example/mirror/app:1@${B}`],
  ['the lock knows the full reference', 'app:1', ['one.example'], `one.example/app:1@${A}`],
  ['the lock knows others too', 'other.example/app:1', [], `other.example/app:1@${B}`],
  ['a digest of its own stands over the lock', `app:1@${B}`, ['one.example'], `one.example/app:1@${B}`],
  ['a digest without a tag stays so', `one.example/app@${A}`, [], `one.example/app@${A}`],
  ['nothing is invented', 'app:2', ['one.example'], 'one.example/app:2'],
])('%s', (_, reference, registries, expected) => {
  expect(resolveImage(reference, registries, LOCK)).toBe(expected);
});

it('refuses a reference without a host where there is no registry', () => {
  expect(() => resolveImage('app:1', [], LOCK))
    .toThrow(new Error("image 'app:1' names no registry, and the platform none to take it from. Write the host into the reference, or set platform.registries."));
});
