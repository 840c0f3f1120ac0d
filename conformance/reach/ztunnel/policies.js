// AuthorizationPolicies: a table of what ztunnel reads in a way of its own, and mixtures of everything.
const fc = require('fast-check');

const policyOf = (name, spec, annotations = {}) => ({ apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { namespace: 'shop', name, annotations }, spec });

const L4 = { from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'] } }] };
const RULES = {
  'no rules': [],
  'an empty rule': [{}],
  'connections alone': [L4],
  'a method alone': [{ to: [{ operation: { methods: ['GET'] } }] }],
  'a method and a port': [{ to: [{ operation: { methods: ['GET'], ports: ['8080'] } }] }],
  'a port, or else a method': [{ to: [{ operation: { ports: ['8080'] } }, { operation: { methods: ['GET'] } }] }],
  'a caller and a path': [{ ...L4, to: [{ operation: { paths: ['/a'] } }] }],
  'a caller, or else a token': [{ from: [...L4.from, { source: { requestPrincipals: ['*'] } }] }],
  'a caller with a token': [{ from: [{ source: { principals: ['cluster.local/ns/shop/sa/web'], requestPrincipals: ['*'] } }] }],
  'an address by header': [{ from: [{ source: { remoteIpBlocks: ['10.0.0.0/8'] } }] }],
  'a trust domain': [{ from: [{ source: { trustDomains: ['other'] } }] }],
  'a namespace of a trust domain': [{ from: [{ source: { namespaces: ['shop'], trustDomains: ['other'] } }] }],
  'a header': [{ ...L4, when: [{ key: 'request.headers[x]', values: ['1'] }] }],
  'a server name': [{ ...L4, when: [{ key: 'connection.sni', values: ['a.example'] }] }],
  'an account as a condition': [{ when: [{ key: 'source.serviceAccount', values: ['shop/web'] }] }],
  'all but a caller': [{ from: [{ source: { notPrincipals: ['cluster.local/ns/shop/sa/web'] } }] }],
  'anyone who shows who he is': [{ from: [{ source: { principals: ['*'] } }] }],
  'a port as a condition': [{ when: [{ key: 'destination.port', values: ['8080'], notValues: ['9090'] }] }],
  'two rules, one of them with a method': [L4, { to: [{ operation: { methods: ['GET'] } }] }],
};
const ACTIONS = ['ALLOW', 'DENY', 'AUDIT', 'CUSTOM'];
const withAction = (action, rules) => ({ ...action === 'ALLOW' ? {} : { action }, ...action === 'CUSTOM' ? { provider: { name: 'ours' } } : {}, rules });

/** `sent`: whether ztunnel is told of it. */
const table = [
  ...ACTIONS.flatMap(action => Object.entries(RULES).map(([name, rules]) => ({
    name: `${action}: ${name}`, policy: policyOf('table', withAction(action, rules)), sent: action === 'ALLOW' || action === 'DENY',
  }))),
  { name: 'watched only', policy: policyOf('table', withAction('DENY', [{}]), { 'istio.io/dry-run': 'true' }), sent: false },
];

const maybe = (name, values) => fc.oneof(fc.constant({}), fc.constant({}), fc.subarray(values, { minLength: 1 }).map(list => ({ [name]: list })));
const merged = (...parts) => fc.tuple(...parts).map(list => Object.assign({}, ...list)).filter(fields => Object.keys(fields).length > 0);
const PRINCIPALS = ['cluster.local/ns/shop/sa/web', 'cluster.local/ns/shop/*', '*/sa/web', '*'];
const both = (name, values) => [maybe(name, values), maybe(`not${name[0].toUpperCase()}${name.slice(1)}`, values)];
const source = merged(
  ...both('principals', PRINCIPALS), ...both('namespaces', ['shop', 'other', 'sh*']), ...both('ipBlocks', ['10.0.0.0/8', '10.1.2.3']),
  maybe('requestPrincipals', ['*']), maybe('notRemoteIpBlocks', ['10.0.0.0/8']),
);
// Istio takes accounts beside neither principals nor namespaces.
const account = merged(...both('serviceAccounts', ['web', 'other/web']), ...both('ipBlocks', ['10.0.0.0/8']));
const operation = merged(...both('ports', ['8080', '9090']), maybe('methods', ['GET', 'POST']), maybe('notPaths', ['/a', '/b*']), maybe('hosts', ['a.example']));
const condition = fc.oneof(
  ...[['source.ip', ['10.0.0.0/8']], ['source.namespace', ['shop']], ['source.principal', PRINCIPALS], ['destination.ip', ['10.9.9.9']], ['destination.port', ['8080', '9090']], ['request.headers[x]', ['1']], ['connection.sni', ['a.example']]]
    .map(([key, values]) => merged(maybe('values', values), maybe('notValues', values)).map(fields => ({ key, ...fields }))),
);
const list = (name, arbitrary) => fc.oneof(fc.constant({}), fc.constant({}), fc.array(arbitrary, { maxLength: 2 }).map(items => ({ [name]: items })));
const rule = fc.tuple(
  list('from', fc.oneof(source, account).map(fields => ({ source: fields }))), list('to', operation.map(fields => ({ operation: fields }))), list('when', condition),
).map(parts => Object.assign({}, ...parts));
const policy = fc.tuple(fc.constantFrom('ALLOW', 'ALLOW', 'DENY', 'DENY', 'AUDIT'), fc.array(rule, { maxLength: 3 })).map(([action, rules]) => withAction(action, rules));

function random(count, seed = 5) {
  return fc.sample(policy, { numRuns: count, seed }).map((spec, index) => ({ name: `random policy ${index}`, policy: policyOf(`random-${index}`, spec) }));
}

const identities = [undefined, ...['shop', 'other'].flatMap(namespace => ['web', 'db'].map(account_ => ({ namespace, account: account_ })))];
const connections = identities.flatMap(identity => ['10.1.2.3', '192.0.2.1'].flatMap(from => [8080, 9090, 1].map(port => ({ identity, from, to: '10.9.9.9', port }))));

module.exports = { connections, random, table };
