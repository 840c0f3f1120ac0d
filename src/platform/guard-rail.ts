import { dnsLabelProblem } from '../manifest/names';

/** Ports of protocols that a platform team may want nowhere. */
export enum PortClass {
  /** 20 and 21/TCP: passwords in clear. */
  FTP = 'ftp',
  /** 69/UDP: no passwords at all. */
  TFTP = 'tftp',
  /** 22/TCP. */
  SSH = 'ssh',
  /** 23/TCP: passwords in clear. */
  TELNET = 'telnet',
  /** 512 to 514/TCP: rexec, rlogin, rsh. */
  RLOGIN = 'rlogin',
  /** 25/TCP: between mail servers; programs submit on 465 or 587. */
  SMTP = 'smtp',
  /** 389/TCP and UDP: directories in clear. */
  LDAP = 'ldap',
  /** 139 and 445/TCP. */
  SMB = 'smb',
  /** 161 and 162/UDP. */
  SNMP = 'snmp',
  /** 3389/TCP. */
  RDP = 'rdp',
  /** 5900 to 5903/TCP. */
  VNC = 'vnc',
}

/** First and last port of a protocol. */
export type ClassPorts = readonly (readonly [protocol: 'TCP' | 'UDP', first: number, last: number])[];

export const CLASS_PORTS: Readonly<Record<PortClass, ClassPorts>> = {
  [PortClass.FTP]: [['TCP', 20, 21]], [PortClass.TFTP]: [['UDP', 69, 69]], [PortClass.SSH]: [['TCP', 22, 22]], [PortClass.TELNET]: [['TCP', 23, 23]],
  [PortClass.RLOGIN]: [['TCP', 512, 514]], [PortClass.SMTP]: [['TCP', 25, 25]], [PortClass.LDAP]: [['TCP', 389, 389], ['UDP', 389, 389]],
  [PortClass.SMB]: [['TCP', 139, 139], ['TCP', 445, 445]], [PortClass.SNMP]: [['UDP', 161, 162]], [PortClass.RDP]: [['TCP', 3389, 3389]],
  [PortClass.VNC]: [['TCP', 5900, 5903]],
};

/** What no declared edge may be, whoever declares it. All that is given must hold of an edge; at least one of the fields beside `reason` is given. */
export interface GuardRail {
  /**
   * Namespace of the caller.
   * @default - any namespace but `to`
   */
  readonly from?: string;
  /**
   * Namespace of the callee.
   * @default - any namespace but `from`, and the world
   */
  readonly to?: string;
  /**
   * Ports that the callee listens on.
   * @default - every port
   */
  readonly ports?: PortClass[];
  /**
   * Calls to the whole world: a range wider than /8 (IPv4) or /16 (IPv6), so that two halves of the world count too.
   * @default false
   */
  readonly anywhereEgress?: boolean;
  /** Why. Stands in the error of who crosses it. */
  readonly reason: string;
}

/** Throws at the first guard rail that cannot be meant. */
export function checkGuardRails(rails: readonly GuardRail[]): void {
  rails.forEach(({ from, to, ports, anywhereEgress, reason }, index) => {
    const where = `platform.forbid[${index}]`;
    if (typeof reason !== 'string' || reason.trim() === '') throw new Error(`${where}: reason is missing. Say why: who crosses it reads nothing else.`);
    if (from === undefined && to === undefined && ports === undefined && anywhereEgress !== true) throw new Error(`${where}: forbids nothing. Give from, to, ports or anywhereEgress: true.`);
    if (anywhereEgress && to !== undefined) throw new Error(`${where}: anywhereEgress is about the world, and \`to\` about a namespace: no edge is both. Write two guard rails.`);
    for (const [field, name] of Object.entries({ from, to })) {
      const problem = name === undefined ? undefined : dnsLabelProblem(name);
      if (problem) throw new Error(`${where}: ${field} '${name}' ${problem}.`);
    }
    if (ports?.length === 0) throw new Error(`${where}: ports is an empty list. Name classes, or leave it out for every port.`);
    const unknown = ports?.find(each => !Object.values(PortClass).includes(each));
    if (unknown !== undefined) throw new Error(`${where}: ports '${String(unknown)}' is unknown. Write one of ${Object.values(PortClass).map(each => `'${each}'`).join(', ')}.`);
  });
}
