import { expectBrokenTwins, findingsAfter } from '../hardened-set';

const CAPABILITIES = 'container/securityContext/capabilities';

describe('containers keep a part of root', () => {
  expectBrokenTwins([
    ['privileged-container', 'all of it', { at: 'container/securityContext/privileged', to: true }, "container 'cart': securityContext.privileged is true"],
    ['allow-privilege-escalation', 'through setuid, allowed', { at: 'container/securityContext/allowPrivilegeEscalation', to: true },
      "container 'cart': securityContext.allowPrivilegeEscalation is true"],
    ['allow-privilege-escalation', 'through setuid, not forbidden', { at: 'container/securityContext/allowPrivilegeEscalation' },
      "container 'cart': securityContext.allowPrivilegeEscalation is not set"],
    ['capability-drop-all', 'what runtimes grant', { at: `${CAPABILITIES}/drop`, to: ['NET_RAW'] }, 'container \'cart\': securityContext.capabilities.drop is ["NET_RAW"]'],
    ['capability-drop-all', 'what runtimes grant, since nothing is said', { at: CAPABILITIES }, "container 'cart': securityContext.capabilities.drop is not set"],
    ['capability-add-restricted', 'what is added', { at: `${CAPABILITIES}/add`, to: ['NET_BIND_SERVICE', 'CHOWN'] },
      "container 'cart': securityContext.capabilities.add adds 'CHOWN'"],
    ['capability-add-none', 'low ports', { at: `${CAPABILITIES}/add`, to: ['NET_BIND_SERVICE'] }, "container 'cart': securityContext.capabilities.add adds 'NET_BIND_SERVICE'"],
  ]);

  test.each([
    ['hardened', []], ['restricted', ["container 'cart': securityContext.capabilities.add adds 'CAP_SYS_ADMIN', 'NET_RAW'"]],
  ])('%s: a capability with a control of its own is said there, and by the Pod Security Standards alone all the same', (profile, messages) => {
    expect(findingsAfter('capability-add-restricted', { at: `${CAPABILITIES}/add`, to: ['CAP_SYS_ADMIN', 'NET_RAW'] }, { profile }).map(each => each.message)).toEqual(messages);
  });

  describe.each(['allow-privilege-escalation', 'capability-drop-all', 'seccomp-profile-set', 'capability-add-restricted'])('%s', control => {
    const weak = [{ at: 'container/securityContext', to: { privileged: true, seccompProfile: { type: 'Unconfined' }, capabilities: { add: ['CHOWN'] } } }];
    test.each([['hardened', 0], ['restricted', 1]])('a privileged container has all of it, which is said once: %s has %i more', (profile, findings) => {
      expect(findingsAfter(control, weak, { profile })).toHaveLength(findings);
      expect(findingsAfter('privileged-container', weak, { profile })).toHaveLength(1);
    });
  });

  test('under baseline, what runtimes grant anyway is fine', () => {
    expect(findingsAfter('capability-add-baseline', { at: `${CAPABILITIES}/add`, to: ['CHOWN'] }, { profile: 'baseline' })).toEqual([]);
  });

  test('under baseline, capabilities that runtimes grant anyway may be added, and others may not', () => {
    const [finding] = findingsAfter('capability-add-baseline', { at: `${CAPABILITIES}/add`, to: ['CHOWN', 'NET_RAW'] }, { profile: 'baseline' });
    expect(finding.message).toBe("container 'cart': securityContext.capabilities.add adds 'NET_RAW'");
  });
});
