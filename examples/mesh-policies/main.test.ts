import { PLATFORMS, Shop } from './shop';
import { HardenedApp } from 'cdk8s-hardened';
import 'cdk8s-hardened/testing';

describe.each(Object.keys(PLATFORMS))('%s', target => {
  const app = new HardenedApp({ platform: PLATFORMS[target], quiet: true });
  new Shop().declare(app);

  it('complies, and what is declared is what can be reached', () => expect(app).toBeHardened());

  it('is what is reviewed, file by file', () => expect(app).toMatchManifests());
});
