import { PLATFORMS, Shops } from './shops';
import { HardenedApp } from 'cdk8s-hardened';
import 'cdk8s-hardened/testing';

function declared(target: string): HardenedApp {
  const app = new HardenedApp({ platform: PLATFORMS[target], quiet: true });
  new Shops().declare(app);
  return app;
}

describe.each(Object.keys(PLATFORMS))('%s', target => {
  it('complies, and what is declared is what can be reached', () => expect(declared(target)).toBeHardened());
});

describe.each(Object.keys(PLATFORMS).filter(target => target !== 'no-mesh'))('requests on %s', target => {
  it('are what is reviewed, file by file', () => expect(declared(target).node.findChild('reviews')).toMatchManifests());
});
