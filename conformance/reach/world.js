// One tree as the engines know it: pods with addresses, namespaces, policies; and the same endpoints as our evaluator knows them.
const { join } = require('node:path');
const { isDeepStrictEqual } = require('node:util');

const lib = process.env.REACH_LIB ?? join(__dirname, '..', '..', 'lib');
const { Reachability } = require(join(lib, 'reachability', 'reachability.js'));
const { readClusterNetworkPolicy } = require(join(lib, 'reachability', 'read-cluster-network-policy.js'));
const { readNetworkPolicy } = require(join(lib, 'reachability', 'read-network-policy.js'));
const { DEFAULT_ENVIRONMENT } = require(join(lib, 'reachability', 'environment.js'));
const { parseRange } = require(join(lib, 'manifest', 'addresses.js'));

const POD_CIDR = '10.244.0.0/16';
const NODE_CIDR = '192.0.2.0/24';
const ENVIRONMENT = { ...DEFAULT_ENVIRONMENT, cni: 'pod-ip', mesh: 'none', podCidrs: [POD_CIDR], nodeCidrs: [NODE_CIDR] };
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];
const UNDECLARED = 9;
const ANOTHER = Symbol('a namespace of this name with other labels');
const READERS = { NetworkPolicy: readNetworkPolicy, ClusterNetworkPolicy: readClusterNetworkPolicy };
const POLICIES = new Set(Object.keys(READERS));

/** The pods that a tree runs, read here once more so that a mistake of our reader does not reach the engine too. */
function podsOf(objects) {
  return objects.flatMap(({ kind, metadata, spec }) => {
    const template = kind === 'Pod' ? { metadata, spec } : kind === 'CronJob' ? spec.jobTemplate.spec.template : spec?.template;
    if (!template?.spec?.containers) return [];
    const sidecars = (template.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
    const ports = [...template.spec.containers, ...sidecars].flatMap(container => container.ports ?? []);
    return [{
      id: `${metadata.namespace}/${kind}/${metadata.name}`, namespace: metadata.namespace, name: `${kind}-${metadata.name}`.toLowerCase(), labels: template.metadata?.labels ?? {},
      ports: ports.map(({ name, containerPort, protocol = 'TCP' }) => ({ ...name ? { name } : {}, containerPort, protocol })), hostNetwork: template.spec.hostNetwork === true,
    }];
  });
}

/** A tree, with an address for everybody. `ours`: what our evaluator reads instead of it. */
class World {
  constructor(objects, { ours = objects, environment = ENVIRONMENT } = {}) {
    this.policies = objects.filter(({ kind }) => POLICIES.has(kind));
    // Read otherwise, a tree still has the same endpoints.
    const rules = ours === objects ? [] : this.policies.flatMap(object => READERS[object.kind]({ object }, () => undefined))
      .flatMap(({ ingress = [], egress = [] }) => [...ingress, ...egress]);
    this.reachability = new Reachability(ours.map(object => ({ object })), environment, { rules });
    this.namespaces = Object.fromEntries(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
    this.pods = [];
    /** [endpoint of ours, address, ports]: nodes and hosts outside have an address and are no pod to the engine. */
    this.places = [];
    const known = new Map(podsOf(objects).map(pod => [pod.id, pod]));
    let nodes = 0;
    for (const endpoint of this.reachability.endpoints) {
      const { id, kind, addresses } = endpoint;
      if (kind === 'external') {
        const ip = outside(addresses);
        if (ip) this.places.push({ endpoint, ip, ports: [] });
        continue;
      }
      const pod = known.get(id) ?? this.standIn(endpoint);
      known.delete(id);
      if (pod === ANOTHER) continue;
      if (!pod || pod.hostNetwork) {
        this.places.push({ endpoint, ip: `192.0.2.${++nodes}`, ports: pod?.ports ?? [] });
        continue;
      }
      const place = this.pods.length;
      const ip = `10.244.${Math.floor(place / 250)}.${place % 250 + 1}`;
      this.namespaces[pod.namespace] ??= {};
      this.pods.push({ namespace: pod.namespace, name: pod.name, ip, labels: pod.labels, ports: pod.ports });
      this.places.push({ endpoint, ip, ports: pod.ports });
    }
    if (known.size > 0) throw new Error(`our evaluator knows nothing of ${[...known.keys()].join(', ')}`);
    this.bounds = new Map();
  }

  /** The pod that an endpoint of ours stands for: with just these labels, in a namespace with just these. A namespace has its labels once. */
  standIn({ id, kind, namespace, namespaceLabels, labels }) {
    if (kind === 'node') return undefined;
    const { 'kubernetes.io/metadata.name': _, ...own } = namespaceLabels;
    const home = namespace === '' ? `stranger-${this.pods.length}` : namespace;
    this.namespaces[home] ??= own;
    if (!isDeepStrictEqual(this.namespaces[home], own)) return ANOTHER;
    return { id, namespace: home, name: `stand-in-${this.pods.length}`, labels, ports: [], hostNetwork: false };
  }

  /** Every port that the policies or the callee tell apart, and one of which nobody speaks. */
  get portsAskedOf() {
    const numbers = new Set([UNDECLARED]);
    const walk = (value, key) => {
      if (Array.isArray(value)) value.forEach(each => walk(each, key));
      else if (value !== null && typeof value === 'object') Object.entries(value).forEach(([name, each]) => walk(each, name));
      else if (Number.isInteger(value) && key !== 'priority') for (const port of [value - 1, value, value + 1]) if (port > 0 && port < 65536) numbers.add(port);
    };
    walk(this.policies.map(({ spec }) => spec));
    const common = PROTOCOLS.flatMap(protocol => [...numbers].map(port => ({ protocol, port })));
    return ({ ports }) => [...common, ...ports.map(({ containerPort, protocol }) => ({ protocol, port: containerPort }))];
  }

  /** All questions, or `most` of them picked at random. */
  questions(most, random) {
    const portsOf = this.portsAskedOf;
    const all = new Map(this.places.map(to => [to, portsOf(to)]));
    if (most === undefined) return this.places.flatMap(from => this.places.flatMap(to => all.get(to).map(port => ({ from, to, ...port }))));
    const pick = list => list[Math.floor(random() * list.length)];
    return Array.from({ length: most }, () => {
      const to = pick(this.places);
      return { from: pick(this.places), to, ...pick(all.get(to)) };
    });
  }

  /** The line that asks an engine. */
  asked(questions) {
    return { namespaces: this.namespaces, pods: this.pods, policies: this.policies, ask: questions.map(({ from, to, protocol, port }) => ({ from: from.ip, to: to.ip, protocol, port })) };
  }

  /** What we say: `1`, `0`, or `?` where the manifests leave it open. */
  says({ from, to, protocol, port }) {
    const key = `${from.endpoint.id}\n${to.endpoint.id}`;
    let bounds = this.bounds.get(key);
    if (!bounds) this.bounds.set(key, bounds = this.reachability.alone('network', from.endpoint, to.endpoint));
    if (bounds.may.at(protocol, port) === 0n) return '0';
    return bounds.must.at(protocol, port) === 0n ? '?' : '1';
  }
}

/** An IPv4 address of the set that is neither a pod's nor a node's. */
function outside(addresses) {
  const taken = [POD_CIDR, NODE_CIDR].map(parseRange);
  const range = taken.reduce((left, each) => left.without(each), addresses).ranges.find(({ family }) => family === 4);
  if (!range) return undefined;
  const value = range.first + (range.last - range.first) / 2n;
  return [24n, 16n, 8n, 0n].map(bits => (value >> bits) & 255n).join('.');
}

module.exports = { World, ENVIRONMENT, Reachability, podsOf, UNDECLARED };
