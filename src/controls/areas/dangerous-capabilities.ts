import { Control, control, Severity } from '../control';
import { ofContainer } from '../expressions';
import { quoted } from '../words';

const AT = 'securityContext.capabilities.add';
const ADD = 'container.securityContext.capabilities.add';
/** Each of them has let a container out, or is a part of root on the node. */
const DANGEROUS = ['NET_ADMIN', 'SYS_PTRACE', 'SYS_RAWIO', 'BPF', 'PERFMON', 'MAC_ADMIN', 'MAC_OVERRIDE', 'SYS_BOOT', 'SETPCAP', 'DAC_READ_SEARCH'];

/** Capabilities that a waiver for another one must not sign along. */
export const DANGEROUS_CAPABILITIES: readonly Control[] = [
  never('capability-add-sys-admin', ['SYS_ADMIN', 'ALL'], 'critical', 'the right to administer the system', 'SYS_ADMIN mounts, loads and traces: it is root on the node, one step removed, and ALL has it too.'),
  never('capability-add-sys-module', ['SYS_MODULE'], 'critical', 'the right to load kernel modules', 'A module of the kernel is everything on the node.'),
  never('capability-add-net-raw', ['NET_RAW'], 'high', 'the right to forge packets', 'Forged ARP and DNS answers take the traffic of the neighbours on the node.'),
  never('capability-add-dangerous', DANGEROUS, 'high', 'capabilities that lead out of it', 'Each of them reads memory, traffic or files of others, or changes the kernel that all pods share.'),
];

function never(id: string, names: readonly string[], severity: Severity, what: string, why: string): Control {
  // Some runtimes take the name with its prefix too.
  const pattern = `^(CAP_)?(${names.join('|')})$`;
  return control({
    id,
    title: `No container is given ${what}`,
    why,
    fix: `Remove it from ${AT}.`,
    severity,
    subject: 'container',
    cel: `!${ofContainer('capabilities')} || !has(${ADD}) || ${ADD}.all(c, !c.matches('${pattern}'))`,
    at: AT,
    seen: ({ container }) => {
      const { add } = (container.securityContext as { capabilities: { add: string[] } }).capabilities;
      return `${AT} adds ${quoted(add.filter(name => new RegExp(pattern).test(name)))}`;
    },
  });
}
