import { App } from 'cdk8s';
import { PLATFORM, shopApp, temporaryFolder, TODAY } from './fixtures';
import { HardenedApp, OwnControl, OwnControlSeverity, OwnControlSubject, Waivers } from '../../src';
import { declaredControls } from '../../src/app/own-controls';
import '../../src/testing';

const THREE: OwnControl = {
  id: 'acme/four-replicas', title: 'Four replicas', why: 'W.', fix: 'Write 4.', severity: OwnControlSeverity.LOW, subject: OwnControlSubject.OBJECT,
  kinds: ['apps/Deployment'], cel: 'object.spec.replicas > 3', at: 'spec.replicas',
};
const SIGNED = { reason: 'r', owner: 'team-shop', expires: '2027-06-30' };

test('an app brings its own controls to the gate', () => {
  const { app } = shopApp({ controls: [THREE] });
  expect(() => app.synth()).toThrow(/low acme\/four-replicas: spec\.replicas is \d\n {6}Write 4\./);
  expect(app).not.toBeHardened({ today: TODAY });
});

test('they are waived on a construct, as ours are', () => {
  const { app, workload } = shopApp({ controls: [THREE] });
  workload.waive('acme/four-replicas', SIGNED);
  expect(app).toBeHardened({ today: TODAY });
});

test('the waiver of one that no app brings fails at synth', () => {
  const { app, workload } = shopApp();
  workload.waive('acme/four-replicas', SIGNED);
  expect(() => app.synth()).toThrow("waives 'acme/four-replicas', which is no control.");
});

test('an id without a prefix is known at the call', () => {
  expect(() => Waivers.add(shopApp().workload, 'four-replicas', SIGNED)).toThrow("waives 'four-replicas', which is no control.");
});

test('a platform lets them be waived', () => {
  const { app, workload } = shopApp({ controls: [THREE], platform: { ...PLATFORM, waivers: { allowed: ['acme/four-replicas'] } } });
  workload.waive('acme/four-replicas', SIGNED);
  expect(app).toBeHardened({ today: TODAY });
});

test('what is wrong with one is said where the app is made', () => {
  expect(() => new HardenedApp({ outdir: temporaryFolder(), controls: [{ ...THREE, id: 'x', cel: 'a.b' }] })).toThrow(/^controls: control 'x': 'x' has no prefix.*\ncontrols: control 'x': cel reads 'a'/);
});

test('they have no place in a standard', () => {
  expect(() => shopApp({ controls: [THREE], profile: 'restricted' }).app.synth()).toThrow("'restricted' is a standard and nothing else");
});

test('an app of another class brings none', () => expect(declaredControls(new App())).toEqual([]));
