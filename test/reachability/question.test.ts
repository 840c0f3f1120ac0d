import { describeQuestion, parseQuestion } from '../../src/reachability/question';

it.each([
  ['8080', undefined, 'TCP 8080'], ['53/udp', undefined, 'UDP 53'], ['80', 'GET /a', 'TCP 80 GET /a'], ['80/TCP', 'POST /a/b shop.example', 'TCP 80 POST /a/b of shop.example'],
])('%s with %s asks for %s', (port, request, text) => expect(describeQuestion(parseQuestion(port, request))).toBe(text));

it.each([
  ['0', undefined, "'0' is no port"], ['65536', undefined, "'65536' is no port"], ['80/GRE', undefined, "'80/GRE' is no port. Write it as 8080, 8080/TCP or 53/UDP"],
  ['80', 'get /', "'get /' is no request. Write method and path"], ['80', 'GET', "'GET' is no request"], ['53/UDP', 'GET /', "HTTP is asked over TCP, and '53/UDP' is UDP"],
  ['8/ICMP', undefined, "'8/ICMP': no network policy says what becomes of ICMP, and plugins differ, so that there is no answer."],
])('%s with %s is refused', (port, request, message) => expect(() => parseQuestion(port, request)).toThrow(message));
