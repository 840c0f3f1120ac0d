import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { reportsFolder, treeFolder, writeReports } from '../../src/gitops/reports';

it.each([
  ['one tree', undefined, '/srv/deploy', '/srv/deploy.reports'],
  ['one of several targets', 'prod-eu', '/srv/deploy/prod-eu', '/srv/deploy.reports/prod-eu'],
])('the reports of %s stand beside the tree', (_, target, tree, reports) => {
  expect([treeFolder('/srv/deploy', target), reportsFolder('/srv/deploy', target)]).toEqual([tree, reports]);
});

it('a folder given with a slash at its end is the same folder', () => {
  expect(reportsFolder('/srv/deploy/')).toBe('/srv/deploy.reports');
});

it.each(['..', 'a/b', '', '.git', 'a '])('the target %j is refused', target => {
  expect(() => reportsFolder('/srv/deploy', target)).toThrow(`The target ${JSON.stringify(target)} cannot be the name of a folder.`);
  expect(() => treeFolder('/srv/deploy', target)).toThrow('cannot be the name of a folder');
});

it('reports are written beside the tree', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'));
  expect(writeReports(path.join(folder, 'deploy'), 'prod', [{ path: 'vault/cart.hcl', content: 'x' }]).written).toEqual(['vault/cart.hcl']);
  expect(fs.readFileSync(path.join(folder, 'deploy.reports/prod/vault/cart.hcl'), 'utf8')).toBe('x');
  fs.rmSync(folder, { recursive: true });
});
