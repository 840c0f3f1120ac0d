import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { reportsFolder, treeFolder, writeReports } from '../../src/gitops/reports';

it.each([
  ['one tree', undefined, '/work/deploy', '/work/deploy.reports'],
  ['one of several targets', 'prod-eu', '/work/deploy/prod-eu', '/work/deploy.reports/prod-eu'],
])('the reports of %s stand beside the tree', (_, target, tree, reports) => {
  expect([treeFolder('/work/deploy', target), reportsFolder('/work/deploy', target)]).toEqual([tree, reports]);
});

it('a folder given with a slash at its end is the same folder', () => {
  expect(reportsFolder('/work/deploy/')).toBe('/work/deploy.reports');
});

it.each(['..', 'a/b', '', '.git', 'a '])('the target %j is refused', target => {
  expect(() => reportsFolder('/work/deploy', target)).toThrow(`The target ${JSON.stringify(target)} cannot be the name of a folder.`);
  expect(() => treeFolder('/work/deploy', target)).toThrow('cannot be the name of a folder');
});

it('reports are written beside the tree', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'reports-'));
  expect(writeReports(path.join(folder, 'deploy'), 'prod', [{ path: 'vault/cart.hcl', content: 'x' }]).written).toEqual(['vault/cart.hcl']);
  expect(fs.readFileSync(path.join(folder, 'deploy.reports/prod/vault/cart.hcl'), 'utf8')).toBe('x');
  fs.rmSync(folder, { recursive: true });
});
