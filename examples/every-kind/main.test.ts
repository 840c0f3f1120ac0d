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

  it.each(Array.from({ length: 11 }, (_, index) => `restricted@1.${25 + index}`))('complies with %s', profile => {
    expect(declared()).toComplyWith(profile);
  });

  it('is what is reviewed, file by file', () => expect(declared()).toMatchManifests());
});
