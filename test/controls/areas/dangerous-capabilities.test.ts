import { Change, expectBrokenTwins, expectFine } from '../hardened-set';

const add = (...names: string[]): Change => ({ at: 'container/securityContext/capabilities/add', to: names });
const says = (name: string) => `container 'cart': securityContext.capabilities.add adds '${name}'`;

describe('a capability leads out of the container', () => {
  expectBrokenTwins([
    ['capability-add-sys-admin', 'nearly root', add('SYS_ADMIN'), says('SYS_ADMIN')],
    ['capability-add-sys-admin', 'all of them', add('CHOWN', 'ALL'), says('ALL')],
    ['capability-add-sys-module', 'modules of the kernel, under the full name', add('CAP_SYS_MODULE'), says('CAP_SYS_MODULE')],
    ['capability-add-net-raw', 'forged packets', add('NET_RAW'), says('NET_RAW')],
    ['capability-add-dangerous', 'memory of others', add('SYS_PTRACE'), says('SYS_PTRACE')],
    ['capability-add-dangerous', 'files of the node', add('DAC_READ_SEARCH'), says('DAC_READ_SEARCH')],
  ]);

  expectFine(['capability-add-sys-admin', 'capability-add-sys-module', 'capability-add-net-raw', 'capability-add-dangerous'].map(id => [id, 'what runtimes grant', add('CHOWN', 'NET_BIND_SERVICE')]));
});
