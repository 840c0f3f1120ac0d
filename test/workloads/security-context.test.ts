import { App } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { IdAssignment } from '../../src/platform/choices';
import { Platform } from '../../src/platform/platform';
import { PlatformProps } from '../../src/platform/platform-props';
import { containerSecurityContext, podSecurityContext } from '../../src/workloads/security-context';

const pod = (given?: k8s.PodSecurityContext, platform: PlatformProps = {}) => podSecurityContext('shop/cart', Platform.configure(new App(), platform), given);
const POD = { runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001, fsGroup: 10001, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } };
const CONTAINER = {
  allowPrivilegeEscalation: false, privileged: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, runAsUser: 10001, runAsGroup: 10001,
};

describe('pod', () => {
  it('is that of restricted, with high IDs', () => {
    expect(pod()).toEqual(POD);
  });

  it('leaves IDs out where the platform assigns them', () => {
    expect(pod(undefined, { ids: IdAssignment.PLATFORM_ASSIGNED }))
      .toEqual({ runAsNonRoot: true, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } });
  });

  it.each<[string, PlatformProps, object]>([
    ['AppArmor', { nodes: { appArmor: true } }, { appArmorProfile: { type: 'RuntimeDefault' } }],
    ['strict groups', { nodes: { strictSupplementalGroups: true } }, { supplementalGroupsPolicy: 'Strict' }],
  ])('has %s where the nodes can', (_, platform, more) => {
    expect(pod(undefined, platform)).toEqual({ ...POD, ...more });
  });

  it('takes each given field as it is, and newer ones too', () => {
    const given = { runAsUser: 20000, seccompProfile: { type: 'Unconfined' }, newerField: 'kept' };
    expect(pod(given)).toEqual({ ...POD, ...given });
  });

  it('refuses root that must not be root', () => {
    expect(() => pod({ runAsUser: 0 })).toThrow(new Error('shop/cart: podSecurityContext: runAsUser: 0 with runAsNonRoot: true never starts. Name a user above 10000, or say runAsNonRoot: false too and waive it.'));
  });
});

describe('container', () => {
  const of = (given?: k8s.SecurityContext, podContext = POD) => containerSecurityContext('shop/cart', podContext, given);

  it('is that of restricted, and repeats the IDs', () => {
    expect(of()).toEqual(CONTAINER);
  });

  it("repeats the pod's own IDs", () => {
    expect(of(undefined, { ...POD, runAsUser: 20000 })).toEqual({ ...CONTAINER, runAsUser: 20000 });
  });

  it.each<[string, k8s.SecurityContext, object]>([
    ['readOnlyRootFilesystem', { readOnlyRootFilesystem: false }, { readOnlyRootFilesystem: false }],
    ['the user', { runAsUser: 20000 }, { runAsUser: 20000 }],
    ['an added capability, and drops all others still', { capabilities: { add: ['NET_BIND_SERVICE'] } }, { capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] } }],
    ['dropped capabilities', { capabilities: { drop: ['NET_RAW'] } }, { capabilities: { drop: ['NET_RAW'] } }],
  ])('takes %s as given', (_, given, changed) => {
    expect(of(given)).toEqual({ ...CONTAINER, ...changed });
  });

  it.each<[string, k8s.SecurityContext, string]>([
    ['root that must not be root', { runAsUser: 0 }, 'runAsUser: 0 with runAsNonRoot: true never starts. Name a user above 10000, or say runAsNonRoot: false too and waive it.'],
    ['privileged without escalation', { privileged: true }, 'privileged: true with allowPrivilegeEscalation: false is refused by the API server. Say allowPrivilegeEscalation: true too, and waive both.'],
  ])('refuses %s', (_, given, message) => {
    expect(() => of(given)).toThrow(new Error(`shop/cart: securityContext: ${message}`));
  });
});
