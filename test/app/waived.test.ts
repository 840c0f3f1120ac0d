import { cart, PLATFORM, shopApp } from './fixtures';
import { Waivers } from '../../src';

const SIGNED = { reason: 'The vendor says so.', owner: 'team-shop', expires: '2027-06-30' };

it.each([
  ['replica-minimum', "platform.waivers.allowed names 'replica-minimum', which is no control. Did you mean 'replicas-minimum'?"],
  ['zzzzzz', "platform.waivers.allowed names 'zzzzzz', which is no control. docs/CONTROLS.md lists the ids."],
])("a platform that allows '%s' to be waived allows nothing, and hears of it", (id, message) => {
  const { app } = shopApp({ platform: { ...PLATFORM, waivers: { allowed: [id] } } });
  expect(() => app.synth()).toThrow(message);
});

it('two waivers of one control, each for a container of its own, are used each on its own', () => {
  const { app, shop } = shopApp();
  const writable = { securityContext: { readOnlyRootFilesystem: false } };
  const store = cart(shop, { ...writable, initContainers: [{ name: 'fill', image: 'registry.example/x:1@sha256:' + 'ab'.repeat(32) }] }, 'store');
  Waivers.add(store, 'read-only-root-filesystem', { ...SIGNED, container: 'store' });
  Waivers.add(store, 'read-only-root-filesystem', { ...SIGNED, container: 'fill' });
  expect(() => app.synth()).toThrow("shop/store: the waiver of 'read-only-root-filesystem' is used by nothing.");
});
