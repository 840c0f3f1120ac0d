import { App } from 'cdk8s';
import { Delivery, IdAssignment, Platform, PlatformProps, ServiceMesh } from '../../src';
import { DEFAULT_SETTINGS } from '../../src/controls/settings';
import { defaultProfile, platformSettings } from '../../src/guardrails/platform-settings';

const settingsOf = (props: PlatformProps) => platformSettings(Platform.configure(new App(), props));

it('a platform of which nothing is said is what is judged by default', () => {
  expect(settingsOf({})).toEqual(DEFAULT_SETTINGS);
});

it.each<[string, PlatformProps, object]>([
  ['registries', { registries: ['registry.example'] }, { registries: ['registry.example'] }],
  ['the owner label, where it is named', { ownerLabel: 'team' }, { ownerLabel: 'team' }],
  ['ambient is Istio', { serviceMesh: ServiceMesh.istioAmbient() }, { serviceMesh: 'istio' }],
  ['Jobs of a GitOps tool stay', { delivery: Delivery.ARGO_CD }, { jobsDeleteThemselves: false }],
  ['what the nodes can do', { nodes: { appArmor: true } }, { appArmor: true, userNamespaces: false }],
])('%s', (_, props, expected) => {
  expect(settingsOf(props)).toMatchObject(expected);
});

it.each([[IdAssignment.FIXED, 'hardened'], [IdAssignment.PLATFORM_ASSIGNED, 'platform-assigned']])('IDs that are %s: %s', (ids, profile) => {
  expect(defaultProfile(Platform.configure(new App(), { ids }))).toBe(profile);
});
