/** What a container may use, as Kubernetes writes it. */
export interface StatedResources {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** What Istio's own installation gives its proxy. */
export const ISTIO_PROXY: StatedResources = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2', memory: '1Gi' } };
/** Linkerd's states nothing: it gets what the LimitRange of the namespace gives. */
export const LINKERD_PROXY: StatedResources = { requests: {}, limits: {} };
/** What Vault's injector gives its agent. */
export const VAULT_AGENT: StatedResources = { requests: { cpu: '250m', memory: '64Mi' }, limits: { cpu: '500m', memory: '128Mi' } };
