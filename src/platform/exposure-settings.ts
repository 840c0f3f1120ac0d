import { dnsLabelProblem, dnsSubdomainProblem, labelKeyProblem, labelValueProblem } from '../manifest/names';

/** The pods of a proxy through which the outside comes in: they alone get an edge to what is exposed. */
export interface EntryPods {
  /** Namespace of its pods. */
  readonly namespace: string;
  /** Labels that all of its pods carry. */
  readonly podLabels: Record<string, string>;
  /**
   * ServiceAccount of its pods. Needed in a mesh, where callers are known by identity.
   * @default - none: an error where what is exposed takes mutual TLS only
   */
  readonly serviceAccount?: string;
}

/** A Gateway (Gateway API) that the platform team runs. Its HTTPS listener holds the certificate. */
export interface GatewayEntry {
  /** Name of the Gateway object. */
  readonly name: string;
  /** Namespace of the Gateway object. */
  readonly namespace: string;
  /**
   * Name of its HTTPS listener. Routes attach to it alone: without a name they would attach to a listener of plain HTTP too.
   * @default 'https'
   */
  readonly sectionName?: string;
  /** Labels of the proxy's pods, such as `{ 'gateway.networking.k8s.io/gateway-name': 'shared' }`. */
  readonly podLabels: Record<string, string>;
  /**
   * Namespace of the proxy's pods, where the controller keeps them apart from the Gateway object (Envoy Gateway, Contour, Cilium).
   * @default - `namespace`
   */
  readonly podNamespace?: string;
  /**
   * ServiceAccount of the proxy's pods. Needed in a mesh, where callers are known by identity.
   * @default - none: an error where what is exposed takes mutual TLS only
   */
  readonly serviceAccount?: string;
}

/** An Ingress controller. */
export interface IngressEntry extends EntryPods {
  /** Name of its IngressClass. */
  readonly className: string;
  /**
   * Annotations of every Ingress: how this controller is told to redirect plain HTTP, and which issuer makes certificates.
   * @default - none; ingress-nginx redirects by itself where there is TLS
   */
  readonly annotations?: Record<string, string>;
}

/** The ways into the cluster, as the platform team runs them. */
export interface ExposureSettings {
  /**
   * Gateway API.
   * @default - none
   */
  readonly gateway?: GatewayEntry;
  /**
   * Ingress.
   * @default - none
   */
  readonly ingress?: IngressEntry;
  /**
   * OpenShift's router, where its pods have addresses of their own: one in the host's network is known by no label.
   * @default - on OpenShift the default IngressController in `openshift-ingress`; none elsewhere
   */
  readonly router?: EntryPods;
}

/** Throws at the first setting that would select nobody, or everybody. */
export function checkExposure({ gateway, ingress, router }: ExposureSettings): void {
  if (gateway) {
    const { name, namespace, podNamespace, sectionName = 'https' } = gateway;
    refuse('exposure.gateway.name', name, dnsSubdomainProblem, 'shared');
    refuse('exposure.gateway.namespace', namespace, dnsLabelProblem, 'gateways');
    refuse('exposure.gateway.sectionName', sectionName, dnsSubdomainProblem, 'https');
    checkEntryPods('exposure.gateway', 'podNamespace', { ...gateway, namespace: podNamespace ?? namespace });
  }
  if (ingress) {
    refuse('exposure.ingress.className', ingress.className, dnsSubdomainProblem, 'nginx');
    for (const key of Object.keys(ingress.annotations ?? {})) refuse('exposure.ingress.annotations', key, labelKeyProblem, 'cert-manager.io/cluster-issuer');
    checkEntryPods('exposure.ingress', 'namespace', ingress);
  }
  if (router) checkEntryPods('exposure.router', 'namespace', router);
}

/** `setting` is its path below `platform`, `field` what the namespace of the pods is called there. */
export function checkEntryPods(setting: string, field: string, { namespace, podLabels, serviceAccount }: EntryPods): void {
  refuse(`${setting}.${field}`, namespace, dnsLabelProblem, 'gateways');
  if (Object.keys(podLabels ?? {}).length === 0) throw new Error(`platform.${setting}.podLabels is empty, which selects every pod of ${namespace}. Write the labels of its pods.`);
  for (const [key, value] of Object.entries(podLabels)) refuse(`${setting}.podLabels`, `${key}: ${value}`, () => labelKeyProblem(key) ?? labelValueProblem(value), 'app: gateway');
  if (serviceAccount !== undefined) refuse(`${setting}.serviceAccount`, serviceAccount, dnsSubdomainProblem, 'gateway');
}

function refuse(field: string, value: string, problemOf: (value: string) => string | undefined, example: string): void {
  const problem = typeof value === 'string' && value !== '' ? problemOf(value) : 'is no text';
  if (problem) throw new Error(`platform.${field} '${String(value)}' ${problem}. Write for instance '${example}'.`);
}
