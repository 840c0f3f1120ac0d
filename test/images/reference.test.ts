import fc from 'fast-check';
import { formatImage, ImageReference, parseImage } from '../../src/images/reference';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

it.each<[string, ImageReference]>([
  ['app', { repository: 'app' }],
  ['app:1.2', { repository: 'app', tag: '1.2' }],
  ['team/app:1.2', { repository: 'team/app', tag: '1.2' }],
  ['registry.example/team/app:1.2', { registry: 'registry.example', repository: 'team/app', tag: '1.2' }],
  ['registry.example:5000/app', { registry: 'registry.example:5000', repository: 'app' }],
  ['localhost/app', { registry: 'localhost', repository: 'app' }],
  [`app@${DIGEST}`, { repository: 'app', digest: DIGEST }],
  [`registry.example/app:1.2@${DIGEST}`, { registry: 'registry.example', repository: 'app', tag: '1.2', digest: DIGEST }],
  ['a__b/c.d-e:T_a.g-1', { repository: 'a__b/c.d-e', tag: 'T_a.g-1' }],
])('reads %s', (text, image) => {
  expect(parseImage(text)).toEqual(image);
  expect(formatImage(image)).toBe(text);
});

const HINT = "Write for instance 'registry.example/app:1.2.3' or 'app:1.2.3@sha256:<64 hexadecimal digits>'.";
it.each<[string, string]>([
  ['', 'is empty'],
  [' app', 'has white space around it'],
  [`app@${DIGEST}@${DIGEST}`, "has more than one '@'"],
  ['app@sha256:abc', "has a digest that is not sha256: 'sha256:abc'"],
  ['app@md5:abc', "has a digest that is not sha256: 'md5:abc'"],
  ['App:1', "has an illegal repository name 'App'"],
  ['registry.example/', "has an illegal repository name ''"],
  ['app:', "has an illegal tag ''"],
  ['app:-1', "has an illegal tag '-1'"],
  [`app:${'a'.repeat(129)}`, `has an illegal tag '${'a'.repeat(129)}'`],
  ['https://registry.example/app', 'is a URL; a reference has no scheme'],
  ['a//b', "has an illegal repository name 'a//b'"],
])("refuses '%s'", (text, problem) => {
  expect(() => parseImage(text)).toThrow(new Error(`image '${text}' ${problem}. ${HINT}`));
});

it('whatever it takes, it gives back', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const image = fc.record({
    registry: fc.option(fc.constantFrom('registry.example', 'localhost', 'r.example:5000'), { nil: undefined }),
    repository: fc.array(part, { minLength: 1, maxLength: 3 }).map(parts => parts.join('/')).filter(path => !path.startsWith('localhost')),
    tag: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,9}$/), { nil: undefined }),
    digest: fc.option(fc.constant(DIGEST), { nil: undefined }),
  });
  fc.assert(fc.property(image, given => {
    const text = formatImage(given);
    expect(formatImage(parseImage(text))).toBe(text);
    expect({ ...given, ...parseImage(text) }).toEqual(given);
  }));
});

it('never hangs or crashes on any text: it reads it or says what is wrong', () => {
  fc.assert(fc.property(fc.string(), text => {
    try {
      parseImage(text);
    } catch (error) {
      expect((error as Error).message).toContain(HINT);
    }
  }));
});
