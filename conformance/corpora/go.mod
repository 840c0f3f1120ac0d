module cdk8s-hardened.example/conformance/corpora

go 1.26.0

require (
	github.com/Checkmarx/kics/v2 v2.2.0
	github.com/zegl/kube-score v1.20.0
)
