import { declareKinds, platform } from './kinds';
import { HardenedApp } from 'cdk8s-hardened';
import 'cdk8s-hardened/testing';

describe('every kind of workload', () => {
  const declared = (): HardenedApp => {
    const app = new HardenedApp({ platform, quiet: true });
    declareKinds(app);
    return app;
  };

  it('complies without a waiver', () => expect(declared()).toBeHardened());

  it('is what is reviewed, file by file', () => expect(declared()).toMatchManifests());
});
