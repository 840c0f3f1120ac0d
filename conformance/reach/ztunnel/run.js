// What istiod tells ztunnel of an AuthorizationPolicy, read by ztunnel's rules, against what src/reachability makes of the same policy where nobody reads HTTP.
const { execFileSync } = require('node:child_process');
const { join } = require('node:path');
const { connections, random, table } = require('./policies.js');

const lib = join(__dirname, '..', '..', '..', 'lib');
const { authorize } = require(join(lib, 'reachability', 'istio', 'authorization.js'));
const { readAuthorizationPolicy } = require(join(lib, 'reachability', 'istio', 'read-authorization-policy.js'));
const { RequestSpace } = require(join(lib, 'reachability', 'request-space.js'));
const { parseRange, contains } = require(join(lib, 'manifest', 'addresses.js'));
const { Tally } = require('../../tally.js');

const RANDOM = 600;
const tally = new Tally('ztunnel');

/** ztunnel's `rbac.rs`: groups are ORed, their rules ANDed, the matches of a rule ORed, the fields of a match ANDed, the values of a field ORed. */
const FIELDS = {
  namespaces: ({ identity }, value) => isText(identity?.namespace, value),
  principals: ({ identity }, value) => isText(identity && `cluster.local/ns/${identity.namespace}/sa/${identity.account}`, value),
  serviceAccounts: ({ identity }, { namespace, serviceAccount }) => identity?.namespace === namespace && identity.account === serviceAccount,
  sourceIps: ({ from }, value) => isIn(from, value),
  destinationIps: ({ to }, value) => isIn(to, value),
  destinationPorts: ({ port }, value) => port === value,
};
const negative = name => `not${name[0].toUpperCase()}${name.slice(1)}`;

function isMatch(match, connection, emptyMatches) {
  if (Object.keys(match).length === 0) return emptyMatches;
  return Object.entries(FIELDS).every(([name, test]) => (!match[name] || match[name].some(value => test(connection, value)))
    && !(match[negative(name)] ?? []).some(value => test(connection, value)));
}

function isText(text, { exact, prefix, suffix, presence }) {
  if (text === undefined) return false;
  return presence !== undefined || text === exact || (prefix !== undefined && text.startsWith(prefix)) || (suffix !== undefined && text.endsWith(suffix));
}

function isIn(ip, { address, length = 0 }) {
  const text = [...Buffer.from(address, 'base64')].join('.');
  return contains(parseRange(`${text}/${length}`), parseRange(ip));
}

/** What ztunnel does with a connection, were this the only policy. */
function theirs({ sent }, connection, emptyMatches = false) {
  if (!sent || sent.dryRun) return true;
  const matches = (sent.groups ?? []).some(({ rules = [] }) => rules.every(rule => (rule.matches ?? []).length === 0
    || rule.matches.some(match => isMatch(match, connection, emptyMatches))));
  return sent.action === 'DENY' ? !matches : matches;
}

function ours(policy, { identity, from, port }, readsHttp = false) {
  const caller = {
    identity: { shown: identity ? 'yes' : 'no', trustDomain: 'cluster.local', namespace: identity?.namespace ?? '', serviceAccount: identity?.account },
    isIn: ({ range }) => contains(range, parseRange(from)) ? 'yes' : 'no',
  };
  const space = new RequestSpace({ methods: [], paths: [], hosts: [] });
  const { bounds } = authorize([readAuthorizationPolicy({ object: policy }, () => undefined)], caller, { readsHttp, space });
  return { must: bounds.must.at('TCP', port) !== 0n, may: bounds.may.at('TCP', port) !== 0n };
}

/** The connections of which we say otherwise. */
function disagreements(policy, answer, { emptyMatches, readsHttp } = {}) {
  return connections.filter(connection => {
    const [they, { must, may }] = [theirs(answer, connection, emptyMatches), ours(policy, connection, readsHttp)];
    return they ? !may : must;
  });
}

const policies = [...table, ...random(RANDOM)];
const binary = execFileSync(join(__dirname, '..', 'build.sh'), ['ztunnel'], { stdio: ['ignore', 'pipe', 'inherit'] }).toString().trim();
const answers = execFileSync(binary, [], { input: policies.map(({ policy }) => `${JSON.stringify(policy)}\n`).join(''), maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'] })
  .toString().trim().split('\n').map(line => JSON.parse(line));
let open = 0;
for (const [index, { name, policy, sent }] of policies.entries()) {
  const problems = disagreements(policy, answers[index])
    .map(({ identity, from, port }) => `${identity ? `${identity.namespace}/${identity.account}` : 'nobody'} from ${from} to port ${port} ${theirs(answers[index], { identity, from, port }) ? 'gets through' : 'is stopped'}; ${JSON.stringify(policy.spec)}`);
  if (sent !== undefined && sent !== (answers[index].sent !== undefined)) problems.push(`istiod ${sent ? 'sends nothing' : 'sends it'}: ${answers[index].message}`);
  tally.check(name, problems);
  open += connections.filter(connection => { const { must, may } = ours(policy, connection); return must !== may; }).length;
}
console.log(`${policies.length} policies, ${policies.length * connections.length} connections; ${open} of them the manifests leave open`);

// The judge itself: a wrong reading, of either side, is found out.
const found = options => policies.some(({ policy }, index) => disagreements(policy, answers[index], options).length > 0);
tally.check('the judge finds no fault with ztunnel, were an empty match to match', found({ emptyMatches: true }) ? [] : ['no connection differs']);
tally.check('the judge finds no fault with us, were HTTP read', found({ readsHttp: true }) ? [] : ['no connection differs']);
tally.close();
