import { Member, ManifestSet, Workload } from './manifest-set';
import { ISTIO_PROXY, LINKERD_PROXY, StatedResources, VAULT_AGENT } from '../manifest/injected-resources';
import { recordOf } from '../manifest/object';

/** A container that a webhook adds to each pod of a workload: in no manifest, and counted like any other. */
export interface InjectedContainer {
  readonly name: string;
  readonly resources: StatedResources;
  /** It runs before the others and ends. */
  readonly isInit?: boolean;
}

type Texts = Readonly<Record<string, unknown>>;
type Overrides = readonly (readonly [annotation: string, kind: 'requests' | 'limits', resource: string])[];

const ISTIO: Overrides = [
  ['sidecar.istio.io/proxyCPU', 'requests', 'cpu'], ['sidecar.istio.io/proxyMemory', 'requests', 'memory'],
  ['sidecar.istio.io/proxyCPULimit', 'limits', 'cpu'], ['sidecar.istio.io/proxyMemoryLimit', 'limits', 'memory'],
];
const LINKERD: Overrides = ['cpu', 'memory'].flatMap(resource => [
  [`config.linkerd.io/proxy-${resource}-request`, 'requests', resource] as const, [`config.linkerd.io/proxy-${resource}-limit`, 'limits', resource] as const,
]);
const VAULT: Overrides = [['cpu', 'cpu'], ['mem', 'memory']].flatMap(([short, resource]) => [
  [`vault.hashicorp.com/agent-requests-${short}`, 'requests', resource] as const, [`vault.hashicorp.com/agent-limits-${short}`, 'limits', resource] as const,
]);

/** What the webhooks of Istio, Linkerd and Vault add to the pods of a workload, by the labels and annotations that they read. */
export function injectedInto(set: ManifestSet, workload: Workload): InjectedContainer[] {
  const namespace = set.find('Namespace', '', workload.namespace);
  const annotations = recordOf(workload.template.metadata.annotations);
  const stated = (name: string): boolean => workload.containers.some(container => container.name === name);
  return [
    ...takesIstio(namespace, workload, annotations) && !stated('istio-proxy') ? [{ name: 'istio-proxy', resources: istioResources(annotations) }] : [],
    ...takesLinkerd(namespace, annotations) && !stated('linkerd-proxy')
      ? [{ name: 'linkerd-proxy', resources: overridden(LINKERD_PROXY, LINKERD, { ...annotationsOf(namespace), ...annotations }) }] : [],
    ...vaultAgents(annotations),
  ];
}

function takesIstio(namespace: Member | undefined, { podLabels, template }: Workload, annotations: Texts): boolean {
  const own = podLabels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'];
  if (own !== undefined) return own === 'true';
  const labels = namespace?.labels ?? {};
  if (template.spec.hostNetwork === true || labels['istio-injection'] === 'disabled') return false;
  return labels['istio-injection'] === 'enabled' || (labels['istio.io/rev'] !== undefined && labels['istio.io/dataplane-mode'] !== 'ambient');
}

/** As the template of Istio: one annotation replaces all that its installation says. */
function istioResources(annotations: Texts): StatedResources {
  return ISTIO.some(([key]) => annotations[key] !== undefined) ? overridden({ requests: {}, limits: {} }, ISTIO, annotations) : ISTIO_PROXY;
}

function takesLinkerd(namespace: Member | undefined, annotations: Texts): boolean {
  const says = annotations['linkerd.io/inject'] ?? annotationsOf(namespace)['linkerd.io/inject'];
  return says === 'enabled' || says === 'ingress';
}

function vaultAgents(annotations: Texts): InjectedContainer[] {
  if (String(annotations['vault.hashicorp.com/agent-inject']) !== 'true') return [];
  const resources = overridden(VAULT_AGENT, VAULT, annotations);
  const says = (key: string): unknown => annotations[`vault.hashicorp.com/${key}`];
  return [
    ...String(says('agent-pre-populate')) === 'false' ? [] : [{ name: 'vault-agent-init', resources, isInit: true }],
    ...String(says('agent-pre-populate-only')) === 'true' ? [] : [{ name: 'vault-agent', resources }],
  ];
}

function overridden({ requests, limits }: StatedResources, overrides: Overrides, annotations: Texts): StatedResources {
  const said = (kind: 'requests' | 'limits'): Record<string, string> =>
    Object.fromEntries(overrides.filter(([key, of]) => of === kind && annotations[key] !== undefined)
      .map(([key, , resource]) => [resource, String(annotations[key])]));
  return { requests: { ...requests, ...said('requests') }, limits: { ...limits, ...said('limits') } };
}

function annotationsOf(member: Member | undefined): Texts {
  return recordOf(recordOf(member?.object.metadata).annotations);
}
