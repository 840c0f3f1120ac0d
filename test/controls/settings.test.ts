import { minorOf } from '../../src/controls/settings';

test.each([['1.34', 34], ['v1.28', 28], ['1.30.2', 30]])('%s is minor version %d', (version, minor) => {
  expect(minorOf(version)).toBe(minor);
});

test.each(['', '1', '2.1', '1.x', 'latest'])("'%s' is no version", version => {
  expect(() => minorOf(version)).toThrow(`'${version}' is no Kubernetes version. Write a minor version, for instance '1.34'.`);
});
