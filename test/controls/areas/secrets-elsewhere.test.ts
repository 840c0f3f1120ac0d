import { check } from '../../../src/posture/check';
import { renderReport } from '../../../src/posture/render';
import { Change, changedSet, expectBrokenTwins, expectFine, findingsAfter, judged } from '../hardened-set';

const PASSWORD = 'correct-horse-battery';
const TOKEN = ['ghp', 'x'.repeat(36)].join('_');
const SEEN = "stands under the name password ('co…', 21 characters)";
const note = (annotations: Record<string, string>): Change => ({ in: 'Service/cart', at: '/metadata/annotations', to: annotations });
const probe = (to: object): Change => ({ at: 'container/livenessProbe', to });
const application = (source: object): Change => ({ add: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', spec: { source } } });
const helm = (values: object): Change => application({ helm: values });

describe('a credential stands where one does not look first', () => {
  expectBrokenTwins([
    ['annotation-credential', 'in an annotation', note({ 'shop.example/password': PASSWORD }), `the annotation 'shop.example/password' ${SEEN}`],
    ['annotation-credential', 'in a snippet', note({ snippet: `set x y;\npassword: "${PASSWORD}"` }), `the annotation 'snippet' ${SEEN}`],
    ['annotation-credential', 'in an annotation of the pods', { at: '/spec/template/metadata/annotations', to: { apiKey: '1234' } }, "the annotation 'apiKey' stands under the name apiKey (4 characters)"],
    ['annotation-credential', 'in an annotation of the pods of a job', { in: 'CronJob/report', at: '/spec/jobTemplate/spec/template/metadata/annotations', to: { url: `https://u:${PASSWORD}@h` } },
      "the annotation 'url' is a URL with a password in it ('co…', 21 characters)"],
    ['probe-credential', 'in a command', probe({ exec: { command: ['redis-cli', '--password', PASSWORD, 'ping'] } }), `container 'cart': livenessProbe holds a value that ${SEEN}`],
    ['probe-credential', 'in a header', probe({ httpGet: { port: 80, httpHeaders: [{ name: 'Host', value: 'x' }, { name: 'X-Api-Key', value: PASSWORD }] } }),
      "container 'cart': livenessProbe holds a value that stands under the name X-Api-Key ('co…', 21 characters)"],
    ['probe-credential', 'in a header that is split in two', probe({ httpGet: { port: 80, httpHeaders: [{ name: 'Authorization', value: `Bearer ${PASSWORD}` }] } }),
      "container 'cart': livenessProbe holds a value that stands under the name Authorization ('Be…', 28 characters)"],
    ['probe-credential', 'in a hook', { at: 'container/lifecycle', to: { preStop: { exec: { command: ['sh', '-c', `curl https://u:${PASSWORD}@h`] } } } },
      "container 'cart': lifecycle.preStop holds a value that is a URL with a password in it ('co…', 21 characters)"],
    ['helm-values-credential', 'in a text of values', helm({ values: `auth:\n  password: ${PASSWORD}\n` }), `the value at /spec/source/helm/values/auth/password ${SEEN}`],
    ['helm-values-credential', 'in values', helm({ valuesObject: { redis: [{ auth: { password: PASSWORD } }] } }), `the value at /spec/source/helm/valuesObject/redis/0/auth/password ${SEEN}`],
    ['helm-values-credential', 'in a number', helm({ valuesObject: { auth: { password: 1234 } } }), 'the value at /spec/source/helm/valuesObject/auth/password stands under the name password (4 characters)'],
    ['helm-values-credential', 'in a parameter', helm({ parameters: [{ name: 'auth.password', value: PASSWORD }] }), `the value at /spec/source/helm/parameters/0/value ${SEEN}`],
    ['helm-values-credential', 'in a variable of values', helm({ valuesObject: { env: [{ name: 'DB_PASSWORD', value: '1234' }] } }),
      'the value at /spec/source/helm/valuesObject/env/0/value stands under the name DB_PASSWORD (4 characters)'],
    ['helm-values-credential', 'in a file within values', helm({ valuesObject: { config: `db:\n  password: ${PASSWORD}\n` } }), `the value at /spec/source/helm/valuesObject/config ${SEEN}`],
    ['helm-values-credential', 'in values that are no YAML', helm({ values: `a: [\npassword: ${PASSWORD}\n` }), `the value at /spec/source/helm/values ${SEEN}`],
    ['helm-values-credential', 'in one of several sources', { add: { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', spec: { sources: [{}, { helm: { values: `clientSecret: ${PASSWORD}` } }] } } },
      "the value at /spec/sources/1/helm/values/clientSecret stands under the name clientSecret ('co…', 21 characters)"],
    ['helm-values-credential', 'for a plugin', application({ plugin: { env: [{ name: 'TOKEN', value: '1234' }] } }), 'the value at /spec/source/plugin/env/0/value stands under the name TOKEN (4 characters)'],
    ['helm-values-credential', 'in the template of Applications', { add: { apiVersion: 'argoproj.io/v1alpha1', kind: 'ApplicationSet', spec: { template: { spec: { source: { helm: { values: `password: ${PASSWORD}` } } } } } } },
      `the value at /spec/template/spec/source/helm/values/password ${SEEN}`],
    ['helm-values-credential', 'in a release of Flux', { add: { apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', spec: { values: { password: PASSWORD } } } }, `the value at /spec/values/password ${SEEN}`],
    ['configmap-credential', 'in base64', { add: { apiVersion: 'v1', kind: 'ConfigMap', binaryData: { 'app.ini': Buffer.from(`[db]\npassword = ${PASSWORD}\n`).toString('base64') } } },
      `what 'app.ini' is in base64 ${SEEN}`],
    ['configmap-credential', 'in base64, by its form', { add: { apiVersion: 'v1', kind: 'ConfigMap', binaryData: { x: Buffer.from(`\0${TOKEN}\0`, 'latin1').toString('base64') } } },
      "what 'x' is in base64 has the form of a GitHub token ('gh…', 40 characters)"],
    ['env-literal-credential', 'in a variable that is called KEY', { at: 'container/env/0', to: { name: 'KEY', value: '1234' } }, "container 'cart': the literal value of KEY stands under the name KEY (4 characters)"],
  ]);

  expectFine([
    ['annotation-credential', 'the name of a Secret', note({ 'nginx.ingress.kubernetes.io/auth-secret': 'shop/login', 'x.example/credentials': 'shop' })],
    ['annotation-credential', 'a path in Vault', { at: '/spec/template/metadata/annotations', to: { 'vault.hashicorp.com/agent-inject-secret-password': 'kv/data/shop', 'vault.hashicorp.com/agent-inject-token': 'false' } }],
    ['annotation-credential', 'a sentence', note({ description: 'The password is in Vault: ask the team.' })],
    ['probe-credential', 'no credential', probe({ httpGet: { port: 80, httpHeaders: [{ name: 'Host', value: 'shop' }, { name: 'Cookie', value: 'session=probe' }] } })],
    ['probe-credential', 'a file', probe({ exec: { command: ['redis-cli', '--password-file', '/run/secrets/redis', 'ping'] } })],
    ['helm-values-credential', 'the name of a Secret', helm({ values: 'auth:\n  existingSecret: redis\n  existingSecretPasswordKey: password\ntlsSecret: x\nimagePullSecrets: [{ name: pull }]\n' })],
    ['helm-values-credential', 'the key of a Secret', helm({ valuesObject: { secretRef: { name: 'db', apiKey: 'password' } } })],
    ['helm-values-credential', 'what something else fills in', helm({ valuesObject: { a: { password: '<path:kv/data/shop#password>' }, b: { token: 'vault:kv/data/shop#token' }, c: { password: '$db:password'.slice(0, 0) }, d: { password: 'ENC[AES256_GCM,data:x]' } } })],
    ['helm-values-credential', 'a switch', helm({ parameters: [{ name: 'auth.password', value: 'false' }], valuesObject: { usePassword: true, passwordLength: 12 } })],
    ['helm-values-credential', 'nothing', application({})],
    ['configmap-credential', 'bytes', { add: { apiVersion: 'v1', kind: 'ConfigMap', binaryData: { logo: Buffer.from('\x89PNG password=x').toString('base64'), none: '' } } }],
  ]);

  test.each<[string, Change]>([['annotation', note({ token: TOKEN })], ['values', helm({ values: `githubToken: ${TOKEN}` })], ['probe', probe({ exec: { command: ['x', '--token', TOKEN] } })]])(
    'a token in an %s is found once, by its form', (_, change) => {
      expect(['annotation-credential', 'probe-credential', 'helm-values-credential'].flatMap(control => findingsAfter(control, change))).toEqual([]);
      expect(findingsAfter('secret-pattern-anywhere', change)).toHaveLength(1);
    });

  test.each<[string, Change]>([['annotation', note({ password: PASSWORD })], ['values', helm({ values: `password: ${PASSWORD}` })], ['probe', probe({ exec: { command: ['x', '--password', PASSWORD] } })]])(
    'no report ever shows it: %s', (_, change) => {
      const report = check(judged(changedSet(change)));
      expect(report.findings).not.toEqual([]);
      expect(JSON.stringify(report) + renderReport(report)).not.toContain(PASSWORD.slice(0, 3));
    });
});
