import { Question } from './ask';
import { FIRST_PORT, LAST_PORT, Protocol, PROTOCOLS } from './traffic';

/** `7070`, `53/UDP`; `GET /cart`, `GET /cart shop.example`. Throws, with what to write, for anything else. */
export function parseQuestion(port: string, request?: string): Question {
  const [, number, protocol = 'TCP'] = /^(\d{1,5})(?:\/([A-Za-z]+))?$/.exec(port.trim()) ?? [];
  const wanted = protocol.toUpperCase() as Protocol;
  if (/^ICMP(V?6)?$/.test(wanted)) throw new Error(`'${port}': no network policy says what becomes of ${protocol}, and plugins differ, so that there is no answer. Ask for TCP, UDP or SCTP`);
  if (number === undefined || Number(number) < FIRST_PORT || Number(number) > LAST_PORT || !PROTOCOLS.includes(wanted)) {
    throw new Error(`'${port}' is no port. Write it as 8080, 8080/TCP or 53/UDP`);
  }
  const question: Question = { protocol: wanted, port: Number(number) };
  if (request === undefined) return question;
  const [, method, path, host] = /^([A-Z]+)\s+(\/\S*)(?:\s+(\S+))?$/.exec(request.trim()) ?? [];
  if (method === undefined) throw new Error(`'${request}' is no request. Write method and path, and a host where it matters: 'GET /cart shop.example'`);
  if (wanted !== 'TCP') throw new Error(`HTTP is asked over TCP, and '${port}' is ${wanted}`);
  return { ...question, request: { method, path, ...(host === undefined ? {} : { host }) } };
}

/** `TCP 7070`, `TCP 8080 GET /cart of shop.example` */
export function describeQuestion({ protocol, port, request }: Question): string {
  return `${protocol} ${port}${request ? ` ${request.method} ${request.path}${request.host === undefined ? '' : ` of ${request.host}`}` : ''}`;
}
