import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { cart, DIGEST, filesIn, messageOf, PLATFORM, READ_ONLY, shopApp, temporaryFolder, TODAY, WAIVER } from './fixtures';
import { HardenedApp, HardenedJob, IsolatedNamespace, Waivers } from '../../src';

describe('the gate', () => {
  it('names the construct, the control and the way out when a JSON patch weakens an object', () => {
    const { app, workload } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    const message = messageOf(() => app.synth());
    expect(message).toContain('shop/cart');
    expect(message).toContain('read-only-root-filesystem');
    expect(message).toContain('readOnlyRootFilesystem');
    expect(message).toContain('waive');
  });

  it('writes nothing when it fails', () => {
    const { app, workload, outdir } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    expect(() => app.synth()).toThrow('nothing was written');
    expect([existsSync(outdir), existsSync(`${outdir}.reports`)]).toEqual([false, false]);
  });

  it('says in which line of the app synth was called, and prints no other frame', () => {
    const { app, workload } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    const error = (() => { try { app.synth(); } catch (caught) { return caught as Error; } return undefined; })();
    expect(error?.stack?.replace(error.message, '')).toMatch(/^\n\s+at .*hardened-app\.test\.ts:\d+:\d+\)?$/);
  });

  it('lets a signed waiver through, and lists it beside the tree', () => {
    const { app, workload, outdir } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    workload.waive('read-only-root-filesystem', WAIVER);
    app.synth();
    expect(filesIn(`${outdir}.reports`)['waivers.yaml']).toBe([
      '- control: read-only-root-filesystem',
      '  object:',
      '    kind: Deployment',
      '    namespace: shop',
      '    name: cart',
      '    container: cart',
      '  reason: The vendor writes beside its binary.',
      '  owner: team-shop',
      "  expires: '2027-06-30'",
      '',
    ].join('\n'));
  });

  it('fails on an expired waiver', () => {
    const { app, workload } = shopApp({ today: '2027-07-01' });
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    workload.waive('read-only-root-filesystem', WAIVER);
    expect(messageOf(() => app.synth())).toContain('expired on 2027-06-30');
  });

  it('fails on a waiver that nothing uses, and says which', () => {
    const { app, workload } = shopApp();
    workload.waive('read-only-root-filesystem', WAIVER);
    expect(messageOf(() => app.synth())).toContain("shop/cart: the waiver of 'read-only-root-filesystem' is used by nothing.");
  });

  it('does not let a waiver reach a sibling', () => {
    const { app, shop, workload } = shopApp();
    const other = cart(shop, {}, 'other');
    for (const weak of [workload, other]) ApiObject.of(weak).addJsonPatch(JsonPatch.remove(READ_ONLY));
    workload.waive('read-only-root-filesystem', WAIVER);
    const message = messageOf(() => app.synth());
    expect(message).toContain('shop/other');
    expect(message).not.toContain('shop/cart\n');
  });

  it('holds a waiver on a namespace for what stands in it', () => {
    const { app, shop, workload } = shopApp();
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    Waivers.add(shop, 'read-only-root-filesystem', WAIVER);
    expect(() => app.synth()).not.toThrow();
  });

  it('judges synthYaml too', () => {
    const { app, workload } = shopApp();
    expect(app.synthYaml()).toContain('kind: Deployment');
    ApiObject.of(workload).addJsonPatch(JsonPatch.remove(READ_ONLY));
    expect(() => app.synthYaml()).toThrow('read-only-root-filesystem');
  });

  it('reports a problem that a user\'s own validation finds, with the construct', () => {
    const { app, shop } = shopApp();
    shop.node.addValidation({ validate: () => ['the shop is closed'] });
    expect(() => app.synth()).toThrow('  - shop: the shop is closed');
  });
});

describe('what is written', () => {
  it('is one file per object, with a kustomization in each folder', () => {
    const { app, outdir } = shopApp();
    app.synth();
    expect(Object.keys(filesIn(outdir))).toEqual([
      '.cdk8s-hardened/written.json',
      '_cluster/kustomization.yaml',
      '_cluster/namespace-shop.yaml',
      'kustomization.yaml',
      'shop/deployment-cart.yaml',
      'shop/kustomization.yaml',
      'shop/limitrange-limits.yaml',
      'shop/networkpolicy-cart.yaml',
      'shop/networkpolicy-default-deny.yaml',
      'shop/poddisruptionbudget-cart.yaml',
      'shop/resourcequota-quota.yaml',
      'shop/service-cart.yaml',
      'shop/serviceaccount-cart.yaml',
      'shop/serviceaccount-default.yaml',
    ]);
  });

  it('is the same, byte for byte, each time and whatever the folder', () => {
    const [first, second] = [shopApp(), shopApp()];
    first.app.synth();
    second.app.synth();
    expect(filesIn(first.outdir)).toEqual(filesIn(second.outdir));
    expect(filesIn(`${first.outdir}.reports`)).toEqual(filesIn(`${second.outdir}.reports`));
  });

  it('goes where CDK8S_OUTDIR says', () => {
    const folder = join(temporaryFolder(), 'elsewhere');
    process.env.CDK8S_OUTDIR = folder;
    try {
      const { app, outdir } = shopApp();
      app.synth();
      expect([existsSync(folder), existsSync(outdir)]).toEqual([true, false]);
    } finally {
      delete process.env.CDK8S_OUTDIR;
    }
  });

  it('an empty CDK8S_OUTDIR says nothing: it would be the working directory', () => {
    process.env.CDK8S_OUTDIR = '';
    try {
      const { app, outdir } = shopApp();
      app.synth();
      expect(existsSync(join(outdir, 'kustomization.yaml'))).toBe(true);
    } finally {
      delete process.env.CDK8S_OUTDIR;
    }
  });

  it('leaves a foreign file alone and names it', () => {
    const { app, outdir } = shopApp();
    app.synth();
    writeFileSync(join(outdir, 'shop', 'notes.txt'), 'mine');
    const said: string[] = [];
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text)) > 0);
    app.synth();
    spy.mockRestore();
    expect(said.join('')).toContain('warning: shop/notes.txt was not written by this app; it was left alone.');
    expect(filesIn(outdir)['shop/notes.txt']).toBe('mine');
  });

  it('says what it did, unless told to be quiet', () => {
    const { app } = shopApp({ quiet: false });
    const said: string[] = [];
    const spy = jest.spyOn(process.stderr, 'write').mockImplementation(text => said.push(String(text)) > 0);
    app.synth();
    spy.mockRestore();
    expect(said.join('')).toMatch(/10 objects in .*deploy\/ \(files: 13 written, 0 unchanged\)\nposture 'hardened': no findings, 0 waived; \d+ controls, \d+ evaluations\nreachability: 0 edges declared, 1 implied, and proven on the manifests: nothing else gets through\n/);
  });
});

describe('an earlier tree', () => {
  it('makes a change of an immutable field an error that names both ways out', () => {
    const { app, outdir } = shopApp();
    app.synth();
    const next = new HardenedApp({ platform: PLATFORM, quiet: true, today: TODAY, outdir });
    const shop = new IsolatedNamespace(next, 'shop', { owner: 'team-shop' });
    cart(shop, { adopt: { name: 'cart', matchLabels: { app: 'cart' } } });
    const message = messageOf(() => next.synth());
    expect(message).toContain('shop/cart: Deployment shop/cart: /spec/selector changed');
    expect(message).toContain('adopt: { name, matchLabels }');
    expect(message).toContain('another name');
  });
});

describe('kinds without a namespace', () => {
  const widget = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } };

  it('that only the app knows are said in clusterScopedKinds', () => {
    const { app, shop, outdir } = shopApp({ clusterScopedKinds: ['example.com/Widget'] });
    new ApiObject(shop, 'widget', widget);
    app.synth();
    expect(filesIn(outdir)['_cluster/widget.example.com-a.yaml']).not.toContain('namespace');
  });

  it('are errors elsewhere, which name the way out and no line of this library', () => {
    const { app } = shopApp();
    new ApiObject(new Chart(app, 'cluster'), 'widget', widget);
    const error = (() => { try { app.synth(); } catch (caught) { return caught as Error; } return undefined; })();
    expect(error?.message).toContain("add 'example.com/Widget' to clusterScopedKinds of the HardenedApp");
    expect(error?.stack?.replace(error.message, '')).toMatch(/^\n\s+at .*hardened-app\.test\.ts:\d+:\d+\)?$/);
  });
});

describe('an earlier tree with a Job', () => {
  it('names the ways out that fit a Job', () => {
    const outdir = join(temporaryFolder(), 'deploy');
    const appWith = (args: string[]): HardenedApp => {
      const app = new HardenedApp({ platform: PLATFORM, quiet: true, today: TODAY, outdir });
      new HardenedJob(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }), 'migrate', { image: `m:1@${DIGEST}`, args, size: { cpu: '1', memory: '64Mi' } });
      return app;
    };
    appWith(['up']).synth();
    expect(messageOf(() => appWith(['down']).synth())).toContain('give the Job another name, such as one with its version in it; or delete the finished Job');
  });
});

describe('an app without objects', () => {
  it('is an error: written over an earlier tree, it would remove everything', () => {
    const { app, outdir } = shopApp();
    app.synth();
    const empty = new HardenedApp({ platform: PLATFORM, quiet: true, outdir });
    expect(() => empty.synth()).toThrow('(app) declares no objects');
    expect(Object.keys(filesIn(outdir))).toContain('shop/deployment-cart.yaml');
  });
});
