import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, JsonPatch } from 'cdk8s';
import { control as ownControl } from '../../src/controls';
import { findingsOf } from '../../src/testing';
import { matchManifests, MatcherContext } from '../../src/testing/manifest-snapshots';
import { shopApp, temporaryFolder, TODAY } from '../app/fixtures';

const READ_ONLY = '/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem';
const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'shop' }, spec: { containers: [{ name: 'c', image: 'c:1', securityContext: { privileged: true } }] } };

describe('toBeHardened', () => {
  it('passes for an app that complies', () => expect(shopApp().app).toBeHardened({ today: TODAY }));

  it('fails with the finding for one that a patch weakened', () => {
    const { app, workload } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    expect(() => expect(app).toBeHardened({ today: TODAY })).toThrow('read-only-root-filesystem');
    expect(app).not.toBeHardened({ today: TODAY });
  });

  it('says what complied where a finding was expected', () => {
    expect(() => expect(shopApp().app).not.toBeHardened({ today: TODAY })).toThrow("10 objects comply with 'hardened'");
  });
});

describe('toComplyWith', () => {
  it.each([
    ['objects', POD],
    ['a list of objects', [POD]],
    ['YAML text', 'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [{ name: c, image: "c:1", securityContext: { privileged: true } }] }\n'],
  ])('judges %s', (_, received) => expect(() => expect(received).toComplyWith('baseline')).toThrow('privileged-container'));

  it.each([
    ['an empty list', [], 'an empty list, which proves nothing'],
    ['a number', 7, 'got something else'],
    ['a list with something else in it', [POD, {}], 'something else at [1]'],
  ])('refuses %s', (_, received, message) => expect(() => expect(received).toComplyWith('baseline')).toThrow(message));
});

describe('own controls', () => {
  const own = ownControl({ id: 'acme/three', title: 'Three replicas', why: 'W.', fix: 'Write 3.', severity: 'low', subject: 'object', kinds: ['apps/Deployment'], cel: 'object.spec.replicas > 3', at: 'spec.replicas' });
  const newer = { ...own, since: 2 };

  it('are judged beside ours', () => {
    expect(() => expect(shopApp().app).toBeHardened({ today: TODAY, controls: [own] })).toThrow(/low acme\/three: spec\.replicas is \d\n {6}Write 3\./);
    expect(findingsOf(shopApp().app, { today: TODAY, controls: [own] }).map(each => each.control)).toEqual(['acme/three']);
  });

  it('only warn where they are newer than the pinned profile', () => expect(shopApp().app).toComplyWith('hardened@1', { today: TODAY, controls: [newer] }));

  it('have no place in a standard', () => expect(() => expect(POD).toComplyWith('baseline', { controls: [own] })).toThrow("'baseline' is a standard and nothing else"));
});

describe('the message of toComplyWith', () => {
  it('says as much as the command line', () => expect(() => expect(POD).toComplyWith('cis-1.12')).toThrow([
    "    critical privileged-container: container 'c': securityContext.privileged is true", '      Remove securityContext.privileged, and add the one capability or device that is needed.',
  ].join('\n')));
});

describe('findingsOf', () => {
  it('gives each finding with its control', () => {
    expect(findingsOf(POD, { profile: 'baseline' }).map(({ control, container }) => [control, container])).toEqual([['privileged-container', 'c']]);
  });

  it('leaves out what a waiver signs for', () => {
    const { app, workload } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    expect(findingsOf(app, { today: TODAY }).map(({ control }) => control)).toEqual(['read-only-root-filesystem']);
    workload.waive('read-only-root-filesystem', { reason: 'A test.', owner: 'team-shop', expires: '2027-06-30' });
    expect(findingsOf(app, { today: TODAY })).toEqual([]);
  });
});

describe('toMatchManifests', () => {
  it('holds the stored files, one per object', () => expect(shopApp().app).toMatchManifests({ today: TODAY }));

  it('has no negation', () => expect(() => expect(shopApp().app).not.toMatchManifests()).toThrow('would pass for nearly everything'));

  const context = (mode: 'all' | 'new' | 'none', folder: string): MatcherContext => ({
    testPath: join(folder, 'shop.test.ts'), currentTestName: 'The shop: holds', snapshotState: { _updateSnapshot: mode },
    utils: { diff: (expected, received) => `-${String(expected).length}+${String(received).length}` },
  });
  const stored = (folder: string): string => join(folder, '__manifests__', 'shop', 'the-shop-holds');

  it('writes a snapshot that complies, and then holds it', () => {
    const folder = temporaryFolder();
    expect(matchManifests(shopApp().app, { today: TODAY }, context('new', folder)).pass).toBe(true);
    expect(readFileSync(join(stored(folder), 'shop', 'deployment-cart.yaml'), 'utf8')).toContain('readOnlyRootFilesystem: true');
    expect(matchManifests(shopApp().app, { today: TODAY }, context('none', folder)).pass).toBe(true);
  });

  it.each(['all', 'new', 'none'] as const)('neither passes nor writes one that does not comply (%s)', mode => {
    const folder = temporaryFolder();
    const { app, workload } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    const result = matchManifests(app, { today: TODAY }, context(mode, folder));
    expect([result.pass, existsSync(stored(folder))]).toEqual([false, false]);
    expect(result.message()).toContain('A snapshot may only hold what complies.');
  });

  it('writes none under --ci', () => {
    const folder = temporaryFolder();
    const result = matchManifests(shopApp().app, { today: TODAY }, context('none', folder));
    expect([result.pass, existsSync(stored(folder))]).toEqual([false, false]);
    expect(result.message()).toContain('under --ci none is written');
  });

  it.each([
    ['differs', (path: string) => writeFileSync(path, 'other'), 'shop/deployment-cart.yaml differs'],
    ['is missing', (path: string) => rmSync(path), 'shop/deployment-cart.yaml is new'],
    ['is too many', (path: string) => writeFileSync(`${path}.more`, ''), 'shop/deployment-cart.yaml.more is gone'],
  ])('fails where a stored file %s, and rewrites it only under -u', (_, spoil, message) => {
    const folder = temporaryFolder();
    matchManifests(shopApp().app, { today: TODAY }, context('new', folder));
    spoil(join(stored(folder), 'shop', 'deployment-cart.yaml'));
    for (const mode of ['none', 'new'] as const) {
      const result = matchManifests(shopApp().app, { today: TODAY }, context(mode, folder));
      expect(result.pass).toBe(false);
      expect(result.message()).toContain(message);
    }
    matchManifests(shopApp().app, { today: TODAY }, context('all', folder));
    expect(matchManifests(shopApp().app, { today: TODAY }, context('none', folder)).pass).toBe(true);
  });
});
