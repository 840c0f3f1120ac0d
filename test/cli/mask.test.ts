import { SECRETS, WITH_SECRETS } from './harness';
import { maskedText } from '../../src/cli/mask';

describe('maskedText', () => {
  it.each([
    ['the content of a Secret, and leaves its keys', 'kind: Secret\ndata:\n  a: c2VjcmV0\n', 'kind: Secret\ndata:\n  a: ******\n'],
    ['each line of a text, line for line', 'kind: Secret\nstringData:\n  a: |\n    one\n    two\n  b: x\n', 'kind: Secret\nstringData:\n  a: ******\n    ******\n    ******\n  b: ******\n'],
    ['a variable whose name says what it is', 'env:\n- name: DB_PASSWORD\n  value: hunter22\n', 'env:\n- name: DB_PASSWORD\n  value: ******\n'],
    ['values within braces', '{ env: [{ name: API_TOKEN, value: "hunter22" }], port: 1 }\n', '{ env: [{ name: API_TOKEN, value: ****** }], port: 1 }\n'],
    ['all arguments of which one is suspect', 'args: [--password, hunter22, --port, "80"]\n', 'args: [******, ******, ******, ******]\n'],
    ['a field whose name says what it is', 'db:\n  password: hunter22\n', 'db:\n  password: ******\n'],
    ['a comment that repeats a value', 'password: hunter22 # was hunter22\n', 'password: ****** # was ******\n'],
    ['a comment that looks like one', '# password: hunter22\na: 1\n', '******\na: 1\n'],
    ['the anchor behind an alias', 'x: &p hunter22\npassword: *p\n', 'x: &p ******\npassword: ******\n'],
    ['what comes by a merge key', 'x: &x\n  value: hunter22\nenv:\n- name: DB_PASSWORD\n  <<: *x\n', 'x: &x\n  value: ******\nenv:\n- ******\n  ******\n'],
  ])('masks %s', (_, text, masked) => expect(maskedText(text)).toBe(masked));

  it.each([
    'env:\n- name: PASSWORD_FILE\n  value: /run/secrets/db\n- name: LOG_LEVEL\n  value: info\n',
    'kind: Deployment\ndata: { a: b }\n',
    'args: [--port, "80"]\n',
    'env:\n- name: DB_PASSWORD\n  valueFrom: { secretKeyRef: { name: db, key: password } }\n',
  ])('leaves %j', text => expect(maskedText(text)).toBe(text));

  it('keeps the number of lines, and none of the secrets', () => {
    const masked = WITH_SECRETS.split('---\n').map(maskedText).join('---\n');
    expect(masked.split('\n')).toHaveLength(WITH_SECRETS.split('\n').length);
    expect(SECRETS.filter(secret => masked.includes(secret))).toEqual([]);
  });
});
