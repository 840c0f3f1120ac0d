import { CONTROLS } from '../../../src/controls/catalogue';
import { resolveProfile } from '../../../src/controls/profiles';
import { DEFAULT_SETTINGS } from '../../../src/controls/settings';
import { expectBrokenTwins, expectFine } from '../hardened-set';

const CAPABILITIES = 'container/securityContext/capabilities';
const ENFORCE = 'pod-security.kubernetes.io/enforce';
const labels = (value: object) => ({ in: 'Namespace/shop', at: '/metadata/labels', to: value });

describe('what standards ask for is not there', () => {
  expectBrokenTwins([
    ['capability-drop-any', 'nothing is dropped', { at: CAPABILITIES }, "container 'cart': securityContext.capabilities.drop is not set"],
    ['capability-drop-net-raw', 'something else is dropped', { at: `${CAPABILITIES}/drop`, to: ['CHOWN'] }, 'container \'cart\': securityContext.capabilities.drop is ["CHOWN"]'],
    ['linux-hardening-any', 'nothing confines', [{ at: 'pod/securityContext/seccompProfile' }, { at: CAPABILITIES }],
      "container 'cart': neither seccomp, AppArmor, SELinux nor dropped capabilities confine it"],
    ['run-as-group-nonroot', 'group 0', { at: 'pod/securityContext/runAsGroup', to: 0 }, "container 'cart': securityContext.runAsGroup is not set"],
    ['pod-security-context-present', 'nothing is said', { at: 'pod/securityContext' }, 'securityContext is not set'],
    ['pod-security-context-present', 'nothing is said, at length', { at: 'pod/securityContext', to: {} }, 'securityContext is {}'],
    ['container-security-context-present', 'nothing is said', { at: 'container/securityContext' }, "container 'cart': securityContext is not set"],
    // A scanner looks at the label of the Namespace alone under names that speak of pods: here the pods are judged by controls of their own.
    ['namespace-psa-enforced', 'nothing is enforced', labels({}), `the label ${ENFORCE} is not set`],
    ['namespace-psa-baseline', 'everything is let in', labels({ [ENFORCE]: 'privileged' }), `the label ${ENFORCE} is neither 'baseline' nor 'restricted'`],
  ]);

  expectFine([
    ['linux-hardening-any', 'dropped capabilities alone', { at: 'pod/securityContext/seccompProfile' }],
    ['namespace-psa-baseline', 'baseline', labels({ [ENFORCE]: 'baseline' })],
    ['capability-drop-net-raw', 'NET_RAW alone', { at: `${CAPABILITIES}/drop`, to: ['NET_RAW'] }],
    ['run-as-group-nonroot', 'a low group', { at: 'pod/securityContext/runAsGroup', to: 5 }],
  ]);

  test('hardened says what is stricter, and leaves these out', () => {
    const { controls } = resolveProfile('hardened', DEFAULT_SETTINGS);
    const ids = new Set(controls.map(({ id }) => id));
    const weaker = CONTROLS.filter(({ weakerThan }) => weakerThan !== undefined);
    expect(weaker.map(({ id, weakerThan }) => [ids.has(id), ids.has(weakerThan!)])).toEqual(weaker.map(() => [false, true]));
  });
});
