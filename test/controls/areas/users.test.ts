import { expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

/** A pod of which the controls have something to say, and nothing bad. */
const add = {
  add: {
    apiVersion: 'v1', kind: 'Pod', spec: { securityContext: { fsGroup: 20000, fsGroupChangePolicy: 'Always' }, containers: [], volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  },
};

describe('containers run as somebody they should not', () => {
  expectBrokenTwins([
    ['run-as-non-root', 'nobody says who', { at: 'pod/securityContext/runAsNonRoot' }, "container 'cart': securityContext.runAsNonRoot is not set, neither here nor in the pod"],
    ['run-as-non-root', 'the container allows root', { at: 'container/securityContext/runAsNonRoot', to: false }, "container 'cart': securityContext.runAsNonRoot is false"],
    ['run-as-non-root', 'the pod allows root, though the container does not',
      [{ at: 'pod/securityContext/runAsNonRoot', to: false }, { at: 'container/securityContext/runAsNonRoot', to: true }], "the pod's securityContext.runAsNonRoot is false"],
    ['run-as-user-zero', 'user 0', { at: 'container/securityContext/runAsUser', to: 0 }, "container 'cart': securityContext.runAsUser is 0"],
    ['run-as-user-zero', 'user 0 of the pod', { at: 'pod/securityContext/runAsUser', to: 0 }, "the pod's securityContext.runAsUser is 0"],
    ['run-as-user-high', 'a user of the node', { at: 'pod/securityContext/runAsUser', to: 1000 }, "the pod's securityContext.runAsUser is 1000"],
    ['run-as-user-high', 'whoever the image says', { at: 'pod/securityContext/runAsUser' }, "container 'cart': securityContext.runAsUser is not set, neither here nor in the pod"],
    ['run-as-group-high', 'a group of the node', { at: 'container/securityContext/runAsGroup', to: 10000 }, "container 'cart': securityContext.runAsGroup is 10000"],
    ['fs-group-set', 'whoever owns the volumes', [{ at: 'pod/volumes/0', to: { name: 'tmp', persistentVolumeClaim: { claimName: 'data' } } }, { at: 'pod/securityContext/fsGroup' }], 'securityContext.fsGroup is not set'],
    ['fs-group-change-policy', 'the owner of the volumes, at each start', [{ at: 'pod/volumes/0', to: { name: 'tmp', persistentVolumeClaim: { claimName: 'data' } } }, { at: 'pod/securityContext/fsGroupChangePolicy' }], 'securityContext.fsGroupChangePolicy is not set'],
    ['supplemental-groups-nonroot', 'group 0', { at: 'pod/securityContext/supplementalGroups', to: [20000, 0] }, 'securityContext.supplementalGroups is [20000,0]'],
    ['supplemental-groups-strict', 'groups of the image', {}, 'securityContext.supplementalGroupsPolicy is not set', { strictSupplementalGroups: true }],
  ]);

  expectFine([
    ['supplemental-groups-strict', 'groups that the manifest shows', [{ at: 'pod/securityContext/supplementalGroupsPolicy', to: 'Strict' },
      { in: 'CronJob/report', at: '/spec/jobTemplate/spec/template/spec/securityContext/supplementalGroupsPolicy', to: 'Strict' }], { strictSupplementalGroups: true }],
    ['ids-left-out', 'a pod without IDs', [{ remove: 'CronJob/report' }, { at: 'pod/securityContext', to: { runAsNonRoot: true } }], { ids: 'platform-assigned' }],
    ['fs-group-set', 'a pod whose volumes are made anew at each start', [{ at: 'pod/securityContext/fsGroup' }, add]],
    ['fs-group-change-policy', 'a pod whose volumes are made anew at each start', [{ at: 'pod/securityContext/fsGroupChangePolicy' }, add]],
  ]);

  test('where the platform assigns IDs, they must be left out, and none is demanded', () => {
    const left = findingsAfter('ids-left-out', {}, { profile: 'platform-assigned' });
    expect(left.map(finding => finding.message)).toEqual(["the pod's securityContext.runAsUser is 10001", "the pod's securityContext.runAsUser is 10001"]);
    expect(findingsAfter('run-as-user-high', { at: 'pod/securityContext/runAsUser' }, { profile: 'platform-assigned' })).toEqual([]);
  });

  test('an ID of the container stands against the platform too', () => {
    const [finding] = findingsAfter('ids-left-out', { at: 'container/securityContext/runAsGroup', to: 20000 }, { profile: 'platform-assigned' });
    expect(finding.message).toBe("container 'cart': securityContext.runAsGroup is 20000");
  });

  test('a user namespace makes no root of a container under hardened, whatever the Pod Security Standards say from 1.35 on', () => {
    const change = [{ at: 'pod/hostUsers', to: false }, { at: 'pod/securityContext/runAsNonRoot' }];
    expect(findingsAfter('run-as-non-root', change, { settings: { kubernetesVersion: '1.35' } })).toHaveLength(1);
    expect(findingsAfter('run-as-non-root', change, { profile: 'restricted@1.35' })).toEqual([]);
  });
});
