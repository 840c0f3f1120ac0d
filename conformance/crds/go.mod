// The definitions of the custom resources that our trees use, read from the module cache: nothing of this is compiled.
module example.invalid/conformance/crds

go 1.25

require (
	github.com/cilium/cilium v1.20.2
	github.com/external-secrets/external-secrets v1.3.2
	github.com/prometheus-operator/prometheus-operator v0.85.0
	istio.io/api v1.31.1
	sigs.k8s.io/gateway-api v1.6.3
	sigs.k8s.io/network-policy-api v0.2.0
	sigs.k8s.io/secrets-store-csi-driver v1.6.0
)
