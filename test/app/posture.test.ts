import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { cart, PLATFORM, temporaryFolder, TODAY } from './fixtures';
import { IsolatedNamespace, Platform, Posture } from '../../src';

describe('Posture.enforce', () => {
  it('lets a plain App write what complies', () => {
    const outdir = join(temporaryFolder(), 'dist');
    const app = new App({ outdir });
    Platform.configure(app, PLATFORM);
    Posture.enforce(app, { today: TODAY });
    cart(new IsolatedNamespace(app, 'shop', { owner: 'team-shop' }));
    app.synth();
    expect(existsSync(join(outdir, 'shop.k8s.yaml'))).toBe(true);
  });

  it.each(['synth', 'synthYaml'] as const)('makes %s of a plain App fail where cdk8s-plus falls short, before anything is written', method => {
    const outdir = join(temporaryFolder(), 'dist');
    const app = new App({ outdir });
    Posture.enforce(app, { profile: 'restricted', today: TODAY });
    new kplus.Deployment(new Chart(app, 'shop', { namespace: 'shop' }), 'web', { containers: [{ image: 'web:1' }] });
    expect(() => app[method]()).toThrow('capability-drop-all');
    expect(existsSync(outdir)).toBe(false);
  });
});
