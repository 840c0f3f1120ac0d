import { host, Wrong } from './peers';
import { recordOf, recordsOf, textOf } from '../../manifest/object';
import { Learning, PortSpec } from '../network-policy';
import { FIRST_PORT, isPort, LAST_PORT, Protocol, PROTOCOLS } from '../traffic';

/** One item of `toPorts`. */
export interface PortGroup {
  /** undefined: every port. */
  readonly ports?: readonly PortSpec[];
  readonly isNarrowed: boolean;
  readonly learns: readonly Learning[];
}

/** Where requests are judged, whose kinds a network policy's evaluator does not tell apart. */
const NARROWING = ['serverNames', 'terminatingTLS', 'originatingTLS', 'listener'];
const READ = ['ports', 'rules', ...NARROWING];

export function readPortGroup(value: unknown, at: string, wrong: Wrong): PortGroup {
  const fields = recordOf(value);
  const items = Array.isArray(fields.ports) ? fields.ports as unknown[] : [];
  const ports = items.length > 0 ? items.flatMap((item, index) => port(item, `${at}/ports/${index}`, wrong)) : undefined;
  const rules = recordOf(fields.rules);
  const unknown = Object.keys(fields).find(key => !READ.includes(key));
  if (unknown !== undefined) wrong(at, `has the field '${unknown}', which is not read here`);
  const isJudged = Object.keys(rules).some(key => key !== 'dns') || NARROWING.some(key => fields[key] !== undefined);
  return {
    ...(ports ? { ports } : {}),
    isNarrowed: isJudged || unknown !== undefined,
    learns: recordsOf(rules.dns).flatMap((item, index) => host(item, `${at}/rules/dns/${index}`, wrong)).map(each => ({ host: each, ports })),
  };
}

/** A number as a text, a range, or a name; '0' is every port. */
function port(value: unknown, at: string, wrong: Wrong): PortSpec[] {
  const { port: given = '0', protocol = 'ANY', endPort } = recordOf(value);
  const [text, end] = [given, endPort].map(textOf);
  const number = Number(text);
  const protocols: readonly Protocol[] = protocol === 'ANY' ? PROTOCOLS : PROTOCOLS.filter(each => each === protocol);
  // Of others, as ICMP, nothing here speaks.
  if (protocols.length === 0 && typeof protocol === 'string') return [];
  const isNamed = typeof given === 'string' && /[a-z]/i.test(given);
  const last = endPort === undefined || endPort === 0 ? number : Number(end);
  if (!isNamed && number === 0) return protocols.map(each => ({ protocol: each, port: FIRST_PORT, endPort: LAST_PORT }));
  if (isNamed) return protocols.map(each => ({ protocol: each, port: text }));
  if (isPort(number) && isPort(last) && number <= last) return protocols.map(each => ({ protocol: each, port: number, endPort: last }));
  wrong(at, 'needs a port from 0 to 65535, as a text, or the name of one');
  return [];
}
