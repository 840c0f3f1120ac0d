import { check } from '../../../src/posture/check';
import { renderReport } from '../../../src/posture/render';
import { changedSet, expectBrokenTwins, expectFine, findingsAfter, judged } from '../hardened-set';

// Made here, so that no text of this repository has the form of a credential.
const TOKEN = ['ghp', 'x'.repeat(36)].join('_');
const env = (name: string, value: string) => ({ at: 'container/env/0', to: { name, value } });
const configMap = (data: Record<string, string>) => ({ add: { apiVersion: 'v1', kind: 'ConfigMap', data } });
const PASSWORD = 'correct-horse-battery';

describe('a credential stands where many can read it', () => {
  expectBrokenTwins([
    ['configmap-personal-data', 'an account', configMap({ payee: 'DE89 3704 0044 0532 0130 00' }), "the value of 'payee' holds an IBAN"],
    ['configmap-personal-data', 'a card', configMap({ note: 'card 4111 1111 1111 1111' }), "the value of 'note' holds the number of a payment card"],
    ['configmap-personal-data', 'by its name', configMap({ customerPhoneNumber: '+49 30 901820' }), "the value of 'customerPhoneNumber' stands under the name customerPhoneNumber"],
    ['secret-inline-data', 'in a Secret', { add: { apiVersion: 'v1', kind: 'Secret', data: { password: 'eA==' } } }, "data holds 'password'"],
    ['secret-inline-data', 'in a Secret, in plain text', { add: { apiVersion: 'v1', kind: 'Secret', stringData: { password: 'x' } } }, "stringData holds 'password'"],
    ['secret-as-env', 'in the environment, from a Secret', { at: 'container/env/0', to: { name: 'DB', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } } },
      "container 'cart': the variable DB is read from the Secret 'db'"],
    ['secret-as-env', 'in the environment, from a whole Secret', { at: 'container/envFrom', to: [{ secretRef: { name: 'db' } }] }, "container 'cart': envFrom reads the whole Secret 'db'"],
    ['env-literal-credential', 'in the environment', env('DB_PASSWORD', PASSWORD),
      "container 'cart': the literal value of DB_PASSWORD stands under the name DB_PASSWORD ('co…', 21 characters)"],
    ['env-literal-credential', 'in a URL', env('DB', `postgres://shop:${PASSWORD}@db/shop`),
      "container 'cart': the literal value of DB is a URL with a password in it ('co…', 21 characters)"],
    ['env-literal-credential', 'in a connection string', env('DB', 'Server=db;Password=hunter2'), "container 'cart': the literal value of DB stands under the name Password (7 characters)"],
    ['argument-credential', 'in an argument', { at: 'container/args', to: ['--db-password', PASSWORD] },
      "container 'cart': args hold a value that stands under the name db-password ('co…', 21 characters)"],
    ['argument-credential', 'in a command line', { at: 'container/command', to: ['sh', '-c', 'API_KEY=hunter2 exec serve'] },
      "container 'cart': command holds a value that stands under the name API_KEY (7 characters)"],
    ['configmap-credential', 'in a ConfigMap', configMap({ dbPassword: 'hunter2' }), "the value of 'dbPassword' stands under the name dbPassword (7 characters)"],
    ['configmap-credential', 'in a file of a ConfigMap', configMap({ 'app.yaml': 'db:\n  host: db\n  password: "hunter2"\n' }), "the value of 'app.yaml' stands under the name password (7 characters)"],
    ['secret-pattern-anywhere', 'anywhere', { in: 'Service/cart', at: '/metadata/annotations', to: { note: TOKEN } },
      "the text at /metadata/annotations/note has the form of a GitHub token ('gh…', 40 characters)"],
  ]);

  expectFine([
    ['configmap-personal-data', 'numbers of another kind', configMap({ id: '4111 1111 1111 1112', hash: 'DE89370400440532013001', time: '1700000000000000' })],
    ['configmap-personal-data', 'the address of a team', configMap({ contact: 'shop-team@shop.example' })],
  ]);

  test('a token is found once, by its form', () => {
    expect(findingsAfter('env-literal-credential', env('GITHUB_TOKEN', TOKEN))).toEqual([]);
    expect(findingsAfter('secret-pattern-anywhere', env('GITHUB_TOKEN', TOKEN))).toHaveLength(1);
  });

  test('an empty Secret holds nothing', () => {
    expect(findingsAfter('secret-inline-data', { add: { apiVersion: 'v1', kind: 'Secret', data: {} } })).toEqual([]);
  });

  test.each([['env', env('DB_PASSWORD', PASSWORD)], ['ConfigMap', configMap({ password: PASSWORD })], ['args', { at: 'container/args', to: [`--token=${PASSWORD}`] }]])(
    'no report ever shows it: %s', (_, change) => {
      const report = check(judged(changedSet(change)));
      expect(report.findings).not.toEqual([]);
      expect(JSON.stringify(report) + renderReport(report)).not.toContain(PASSWORD.slice(0, 3));
    });
});
