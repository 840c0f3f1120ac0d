import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './harness';
import { SHOP } from './reach/harness';
import { pod, policy } from '../reachability/harness';

const TREE = { 'a.yaml': SHOP.map(each => `---\n${each}\n`).join('') };
const reach = (args: readonly string[], files: Record<string, string> = TREE) => run(['reach', '@a.yaml', ...args], files);
const ask = (from: string, to: string, port: string, ...more: string[]) => reach(['--from', from, '--to', to, '--port', port, ...more]);

describe('one question', () => {
  it.each([
    ['shop/web', 'shop/db', '5432', 0, 'allowed\n'], ['web', 'db', '80', 1, 'denied\n'], ['db', 'web', '8080/TCP', 1, 'denied\n'], ['203.0.113.9', 'web', '8080', 0, 'allowed\n'],
    ['198.51.100.1', 'web', '8080', 1, 'denied\n'],
  ])('%s may call %s on %s: exit code %d', (from, to, port, code, out) => expect(ask(from, to, port)).toMatchObject({ code, out, err: '' }));

  it('has the exit code 3 where it depends, and says on what', () => {
    const open = policy('shop', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 0.0.0.0/0 } }] }] }');
    const files = { 'a.yaml': [pod('shop/web', {}), open].join('\n---\n') };
    const args = ['--from', 'web', '--to', 'web', '--port', '80'];
    expect(reach(args, files)).toMatchObject({ code: 3, out: expect.stringMatching(/^depends\nIt depends on which network plugin reads ipBlock.*\(pod-ip: allowed, identity: denied\)/) });
    expect(reach([...args, '--cni', 'identity'], files)).toMatchObject({ code: 1, out: 'denied\n' });
    expect(reach([...args, '--cni', 'pod-ip'], files)).toMatchObject({ code: 0, out: 'allowed\n' });
  });

  it('walks through the layers with --explain, rules with their file and line', () => {
    expect(ask('web', 'db', '80', '--explain').out).toBe(`shop/Pod/web → shop/Pod/db on TCP 80: denied
  network, egress of shop/Pod/web: denied
    NetworkPolicy shop/default-deny (@a.yaml:8) selects it
    NetworkPolicy shop/web (@a.yaml:10) selects it
    no rule of these lets it through
    nearest: NetworkPolicy shop/web at /spec/egress/0 (@a.yaml:10) means the other end, on TCP 5432
  network, ingress of shop/Pod/db: denied
    NetworkPolicy shop/default-deny (@a.yaml:8) selects it
    NetworkPolicy shop/db (@a.yaml:12) selects it
    no rule of these lets it through
    nearest: NetworkPolicy shop/db at /spec/ingress/0 (@a.yaml:12) means the other end, on TCP 5432
`);
  });
});

describe('what is refused', () => {
  it.each([
    ['an unknown endpoint', ['--from', 'shop/wbe'], "--from: there is no 'shop/wbe'. Did you mean 'shop/db', 'shop/web', 'namespace:shop'?"],
    ['a port alone', ['--port', '80'], '--port asks one question: give --from and --to, too'],
    ['a request without a port', ['--http', 'GET /'], '--http belongs to one question'],
    ['an explanation of nothing', ['--explain'], '--explain belongs to one question'],
    ['a port that is none', ['--from', 'web', '--to', 'db', '--port', 'http'], "'http' is no port"],
    ['a question in a format for reports', ['--from', 'web', '--to', 'db', '--port', '80', '--format', 'svg'], '--format svg is for reports'],
    ['an unknown mesh', ['--mesh', 'consul'], "argument 'consul' is invalid"],
    ['a broken platform file', ['--platform', '@p.yaml'], '@p.yaml:1:16: serviceMesh.kind must be one of none, istio-sidecar, istio-ambient, linkerd'],
    ['an output in no folder', ['--output', '@no/x'], 'cannot be written (ENOENT)'],
  ] as [string, string[], string][])('is %s', (_, args, message) => {
    const { code, out, err } = reach(args, { ...TREE, 'p.yaml': 'serviceMesh: { kind: consul }\n' });
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n {4}at /);
  });

  it('is a tree that is not there, whatever is asked of it', () => {
    expect(run(['reach', '@none', '--from', 'shop/cart', '--to', 'shop/redis', '--port', '80'])).toMatchObject({ code: 2, out: '', err: 'cdk8s-hardened: @none: does not exist\n' });
  });
  it('is an empty tree', () => expect(reach([], { 'a.yaml': '# nothing\n' })).toMatchObject({ code: 2, out: '', err: expect.stringContaining('in an empty tree nobody reaches anybody') }));

  it('is no path at a terminal, with the usage', () => expect(run(['reach'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('Usage: cdk8s-hardened reach') }));
});

test('what cannot be read is named with its line, and the exit code is 2', () => {
  const { code, err, out } = run(['reach', '@.', '--format', 'json'], { ...TREE, 'b.yaml': 'a: 1\na: 2\n' });
  expect([code, err]).toEqual([2, 'problem: @b.yaml:2:1: is no YAML: duplicated mapping key\n']);
  expect((JSON.parse(out) as { unreadable: unknown[] }).unreadable).toEqual([{ file: '@b.yaml', line: 2, column: 1, reason: 'is no YAML: duplicated mapping key' }]);
});

test('a peer that the API server would refuse is named, and the exit code of an answer is 2', () => {
  const broken = policy('shop', '{ podSelector: {}, ingress: [{ from: [{}] }] }', 'broken');
  expect(reach(['--from', 'web', '--to', 'db', '--port', '5432'], { 'a.yaml': `${TREE['a.yaml']}---\n${broken}\n` })).toMatchObject({
    code: 2, out: 'allowed\n', err: 'problem: @a.yaml:14: NetworkPolicy shop/broken at /spec/ingress/0/from/0 must have podSelector, namespaceSelector or both, or else ipBlock alone\n',
  });
});

test('a List and standard input are read as check reads them', () => {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [JSON.parse(pod('a/x', {})), JSON.parse(pod('a/y', {}))] });
  expect(reach(['--from', 'x', '--to', 'y', '--port', '1'], { 'a.yaml': list })).toMatchObject({ code: 0, out: 'allowed\n' });
});

test.each(['table', 'json', 'mermaid', 'dot', 'svg', 'html'])('--format %s is written whole to --output', format => {
  const { code, out, folder } = reach(['--format', format, '--output', '@out/report'], { ...TREE, 'out/x': '' });
  expect([code, out, existsSync(join(folder, 'out/report'))]).toEqual([0, '', true]);
  expect(readFileSync(join(folder, 'out/report'), 'utf8')).toContain('5432');
});

test('the mesh is that of --mesh, else of the platform file, else of the manifests', () => {
  const files = { ...TREE, 'p.yaml': 'serviceMesh: { kind: linkerd }\n', 'n.yaml': '{ apiVersion: v1, kind: Namespace, metadata: { name: b, labels: { istio-injection: enabled } } }\n' };
  const meshOf = (args: readonly string[]) => (JSON.parse(run(['reach', '@a.yaml', '@n.yaml', '--format', 'json', ...args], files).out) as { profile: { mesh: string } }).profile.mesh;
  expect([meshOf([]), meshOf(['--platform', '@p.yaml']), meshOf(['--platform', '@p.yaml', '--mesh', 'none'])]).toEqual(['istio-sidecar', 'linkerd', 'none']);
});

test('ranges of pods come from the platform file', () => {
  const open = policy('shop', '{ podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: 203.0.113.0/24 } }] }] }');
  const files = { 'a.yaml': [pod('shop/web', {}), open].join('\n---\n'), 'p.yaml': 'podCidrs: [10.0.0.0/8]\n' };
  expect([[], ['--platform', '@p.yaml']].map(more => reach(['--from', 'web', '--to', 'web', '--port', '80', ...more], files).code)).toEqual([3, 1]);
});

test('--from and --to alone narrow the report', () => {
  const { flows, leftOut } = JSON.parse(reach(['--to', 'db', '--format', 'json']).out) as { flows: { from: string; to: string }[]; leftOut: number };
  expect(flows.map(({ from, to }) => [from, to])).toEqual([['shop/Pod/web', 'shop/Pod/db']]);
  // That of the node.
  expect(leftOut).toBe(1);
});
