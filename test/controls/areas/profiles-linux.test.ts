import { expectBrokenTwins, expectFine, findingsAfter } from '../hardened-set';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/cart';

describe('the kernel does not hold a container', () => {
  expectBrokenTwins([
    ['apparmor-annotation-legacy', 'the annotation alone', { at: '/spec/template/metadata/annotations', to: { 'container.apparmor.security.beta.kubernetes.io/cart': 'runtime/default' } },
      'the annotation container.apparmor.security.beta.kubernetes.io/… stands alone, without the field'],
    ['seccomp-annotation-legacy', 'an annotation that does nothing', { at: '/spec/template/metadata/annotations', to: { 'seccomp.security.alpha.kubernetes.io/pod': 'runtime/default' } },
      'an annotation seccomp.security.alpha.kubernetes.io is set, which does nothing'],
    ['selinux-options-set', 'a label that changes', { remove: 'CronJob/report' }, "container 'cart': securityContext.seLinuxOptions is not set", { seLinux: true }],
    ['seccomp-profile-set', 'nobody sets a seccomp profile', { at: 'pod/securityContext/seccompProfile' },
      "container 'cart': securityContext.seccompProfile is not set, neither here nor in the pod"],
    ['seccomp-profile-set', 'the container switches seccomp off', { at: 'container/securityContext/seccompProfile', to: { type: 'Unconfined' } },
      'container \'cart\': securityContext.seccompProfile is {"type":"Unconfined"}'],
    ['apparmor-not-unconfined', 'AppArmor is switched off', { at: 'container/securityContext/appArmorProfile', to: { type: 'Unconfined' } },
      'container \'cart\': securityContext.appArmorProfile is {"type":"Unconfined"}'],
    ['apparmor-not-unconfined', 'AppArmor is switched off by the annotation', { at: '/spec/template/metadata/annotations', to: { [ANNOTATION]: 'unconfined' } },
      "the pod has an annotation container.apparmor.security.beta.kubernetes.io/… that is neither 'runtime/default' nor 'localhost/…'"],
    ['selinux-options-restricted', 'SELinux is told another type', { at: 'pod/securityContext/seLinuxOptions', to: { type: 'spc_t' } },
      'the pod\'s securityContext.seLinuxOptions is {"type":"spc_t"}'],
    ['selinux-options-restricted', 'SELinux is told another user', { at: 'container/securityContext/seLinuxOptions', to: { user: 'system_u' } },
      'container \'cart\': securityContext.seLinuxOptions is {"user":"system_u"}'],
  ]);

  expectFine([
    ['apparmor-annotation-legacy', 'the annotation beside the field', [{ at: '/spec/template/metadata/annotations', to: { 'container.apparmor.security.beta.kubernetes.io/cart': 'runtime/default' } }, { at: 'container/securityContext/appArmorProfile', to: { type: 'RuntimeDefault' } }]],
    ['selinux-options-set', 'options of the pod', [{ at: 'pod/securityContext/seLinuxOptions', to: { level: 's0:c1' } }, { remove: 'CronJob/report' }], { seLinux: true }],
  ]);

  test('under baseline, no profile is fine, and none at all by name is not', () => {
    expect(findingsAfter('seccomp-not-unconfined', { at: 'pod/securityContext/seccompProfile' }, { profile: 'baseline' })).toEqual([]);
    expect(findingsAfter('seccomp-not-unconfined', { at: 'pod/securityContext/seccompProfile', to: { type: 'Unconfined' } }, { profile: 'baseline' }))
      .toMatchObject([{ message: 'the pod\'s securityContext.seccompProfile is {"type":"Unconfined"}' }]);
  });

  expectFine([
    ['apparmor-profile-set', 'the profile of the runtime', [{ at: 'pod/securityContext/appArmorProfile', to: { type: 'RuntimeDefault' } }, { remove: 'CronJob/report' }], { appArmor: true }],
  ]);

  test('AppArmor is demanded where nodes have it', () => {
    expect(findingsAfter('apparmor-profile-set', {}, { settings: { appArmor: true } }).map(finding => finding.message))
      .toEqual(['cart', 'report'].map(name => `container '${name}': securityContext.appArmorProfile is not set, neither here nor in the pod`));
    expect(findingsAfter('apparmor-profile-set', {})).toEqual([]);
  });

  test.each([['1.30', 1], ['1.31', 0]])('container_engine_t is known from 1.31 on: %s', (minor, findings) => {
    const change = { at: 'pod/securityContext/seLinuxOptions', to: { type: 'container_engine_t' } };
    expect(findingsAfter('selinux-options-restricted', change, { profile: `baseline@${minor}` })).toHaveLength(findings);
  });
});
