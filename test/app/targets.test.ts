import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, JsonPatch } from 'cdk8s';
import { cart, filesIn, messageOf, PLATFORM, READ_ONLY, temporaryFolder, TODAY, WAIVER } from './fixtures';
import { HardenedApp, IDeclaration, IsolatedNamespace } from '../../src';

describe('forTargets', () => {
  const declaration: IDeclaration = {
    declare(app) {
      cart(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }), { replicas: app.target === 'prod' ? 5 : 2 });
    },
  };

  it('writes one tree per target, and its reports beside it', () => {
    const outdir = join(temporaryFolder(), 'deploy');
    HardenedApp.forTargets({ stage: PLATFORM, prod: PLATFORM }, declaration, { outdir, quiet: true, today: TODAY });
    expect(filesIn(join(outdir, 'prod'))['shop/deployment-cart.yaml']).toContain('replicas: 5');
    expect(filesIn(join(outdir, 'stage'))['shop/deployment-cart.yaml']).toContain('replicas: 2');
    expect(Object.keys(filesIn(`${outdir}.reports`))).toEqual(expect.arrayContaining(['prod/posture.json', 'stage/posture.json']));
  });

  it('names the tree of a target that is gone, and leaves it', () => {
    const outdir = join(temporaryFolder(), 'deploy');
    const said: string[] = [];
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text)) > 0);
    HardenedApp.forTargets({ stage: PLATFORM, prod: PLATFORM }, declaration, { outdir, quiet: true, today: TODAY });
    expect(said).toEqual([]);
    HardenedApp.forTargets({ prod: PLATFORM }, declaration, { outdir, quiet: true, today: TODAY });
    spy.mockRestore();
    expect(said).toEqual(['warning: stage/ holds the tree of a target that is no longer declared; it was left alone. Remove the folder where nothing delivers it any more.\n']);
    expect(existsSync(join(outdir, 'stage', 'kustomization.yaml'))).toBe(true);
  });

  it('writes no tree where one target fails, and names the target', () => {
    const outdir = join(temporaryFolder(), 'deploy');
    const weak: IDeclaration = {
      declare(app) {
        const workload = cart(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }));
        if (app.target === 'stage') ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
      },
    };
    const message = messageOf(() => HardenedApp.forTargets({ stage: PLATFORM, prod: PLATFORM }, weak, { outdir, quiet: true, today: TODAY }));
    expect(message).toContain('Target stage:');
    expect(message).not.toContain('Target prod:');
    expect(existsSync(outdir)).toBe(false);
  });

  it('writes no tree where one target cannot be laid out', () => {
    const outdir = join(temporaryFolder(), 'deploy');
    const colliding: IDeclaration = {
      declare(app) {
        const shop = new IsolatedNamespace(app, 'shop', { owner: 'team-shop' });
        if (app.target === 'stage') for (const kind of ['Widget', 'WIDGET']) new ApiObject(shop, kind, { apiVersion: 'example.com/v1', kind, metadata: { name: 'a' } });
      },
    };
    expect(() => HardenedApp.forTargets({ prod: PLATFORM, stage: PLATFORM }, colliding, { outdir, quiet: true, today: TODAY })).toThrow('would share the file');
    expect(existsSync(outdir)).toBe(false);
  });

  it('counts a waiver as used if one target used it', () => {
    const outdir = join(temporaryFolder(), 'deploy');
    const partly: IDeclaration = {
      declare(app) {
        const workload = cart(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }), { replicas: app.target === 'stage' ? 1 : 3 });
        workload.waive('replicas-minimum', WAIVER);
      },
    };
    expect(() => HardenedApp.forTargets({ stage: PLATFORM, prod: PLATFORM }, partly, { outdir, quiet: true, today: TODAY })).not.toThrow();
    expect(() => HardenedApp.forTargets({ prod: PLATFORM }, partly, { outdir, quiet: true, today: TODAY })).toThrow('is used by nothing');
  });

  it.each([
    ['no target', () => HardenedApp.forTargets({}, declaration), 'no target is given'],
    ['targets that differ by case alone', () => HardenedApp.forTargets({ prod: PLATFORM, Prod: PLATFORM }, declaration), "two targets are named 'Prod' but for case"],
    ['a platform beside the targets', () => HardenedApp.forTargets({ prod: PLATFORM }, declaration, { platform: PLATFORM }), '`platform` stands in each target'],
  ])('refuses %s', (_, action, message) => expect(action).toThrow(message));
});
