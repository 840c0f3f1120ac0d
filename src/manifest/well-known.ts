/* Labels, names, ports and addresses that Kubernetes and the meshes fix: those who write manifests and those who read them mean the same. */

/** The label that the API server itself keeps on each namespace, whether or not the manifest has it: nobody can forge it. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';
/** What Cilium calls the namespace of a pod in its selectors. */
export const CILIUM_NAMESPACE_LABEL = 'io.kubernetes.pod.namespace';
/** The label of the pods that istiod makes for a Gateway. */
export const GATEWAY_NAME_LABEL = 'gateway.networking.k8s.io/gateway-name';
/** Class of the proxies that read HTTP for ambient workloads. */
export const WAYPOINT_CLASS = 'istio-waypoint';
/** Where ambient pods and waypoints take calls from each other: HBONE. */
export const HBONE_PORT = 15008;
/** Where Linkerd's proxies take calls from each other. */
export const LINKERD_INBOUND_PORT = 4143;
/** What probes of ambient pods come from: istio-cni rewrites the kubelet's address, since they would go around ztunnel otherwise. */
export const AMBIENT_PROBES = { IPv4: '169.254.7.127/32', IPv6: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } as const;
