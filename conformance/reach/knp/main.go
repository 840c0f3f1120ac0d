// knp: what the engine of sigs.k8s.io/kube-network-policies says of packets. Reads one world of pods and policies, with its packets, from each line of
// stdin, and answers each with one line: a digit for each packet, or why the world is refused.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"time"

	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"sigs.k8s.io/kube-network-policies/pkg/api"
	"sigs.k8s.io/kube-network-policies/pkg/network"
	"sigs.k8s.io/kube-network-policies/pkg/networkpolicy"
	"sigs.k8s.io/kube-network-policies/pkg/podinfo"
	cnpeval "sigs.k8s.io/kube-network-policies/plugins/npa-v1alpha2"
	cnpv1 "sigs.k8s.io/network-policy-api/apis/v1alpha2"
	cnpinformers "sigs.k8s.io/network-policy-api/pkg/client/informers/externalversions"
	"sigs.k8s.io/yaml"
)

type pod struct {
	Namespace, Name, IP string
	Labels              map[string]string
	Ports               []v1.ContainerPort
}

type packet struct {
	From, To string
	Protocol v1.Protocol
	Port     int
}

type world struct {
	Namespaces map[string]map[string]string
	Pods       []pod
	Policies   []json.RawMessage
	Ask        []packet
	// Every pod asks every other on each declared port and on an undeclared one; Callers cuts that to the first so many.
	Grid    bool
	Callers int
}

type answer struct {
	Answers string  `json:"answers,omitempty"`
	Refused string  `json:"refused,omitempty"`
	Asked   int     `json:"asked,omitempty"`
	Allowed int     `json:"allowed,omitempty"`
	Seconds float64 `json:"seconds,omitempty"`
}

func main() {
	in, out := bufio.NewScanner(os.Stdin), bufio.NewWriter(os.Stdout)
	in.Buffer(nil, 1<<30)
	lines := json.NewEncoder(out)
	for in.Scan() {
		var w world
		reply := answer{}
		if err := json.Unmarshal(in.Bytes(), &w); err != nil {
			fmt.Fprintln(os.Stderr, "knp:", err)
			os.Exit(2)
		}
		if engine, err := w.engine(); err != nil {
			reply.Refused = err.Error()
		} else if w.Grid {
			reply = w.grid(engine)
		} else {
			digits := make([]byte, len(w.Ask))
			for i, p := range w.Ask {
				digits[i] = '0'
				if evaluate(engine, p) {
					digits[i] = '1'
				}
			}
			reply.Answers = string(digits)
		}
		if err := lines.Encode(reply); err != nil {
			panic(err)
		}
	}
	if err := errors.Join(in.Err(), out.Flush()); err != nil {
		panic(err)
	}
}

func (w *world) grid(engine *networkpolicy.PolicyEngine) (reply answer) {
	started := time.Now()
	for _, from := range w.Pods[:w.Callers] {
		for _, to := range w.Pods {
			if from.IP == to.IP {
				continue
			}
			for _, port := range append([]v1.ContainerPort{{ContainerPort: 9, Protocol: v1.ProtocolTCP}}, to.Ports...) {
				reply.Asked++
				if evaluate(engine, packet{from.IP, to.IP, port.Protocol, int(port.ContainerPort)}) {
					reply.Allowed++
				}
			}
		}
	}
	reply.Seconds = time.Since(started).Seconds()
	return reply
}

func evaluate(engine *networkpolicy.PolicyEngine, p packet) bool {
	ok, err := engine.EvaluatePacket(context.Background(), &network.Packet{Family: v1.IPv4Protocol, Proto: p.Protocol,
		SrcIP: net.ParseIP(p.From), DstIP: net.ParseIP(p.To), SrcPort: 40000, DstPort: p.Port})
	if err != nil {
		panic(err)
	}
	return ok
}

// engine fills upstream's informer stores by hand; the informers never start, so they need no client.
func (w *world) engine() (*networkpolicy.PolicyEngine, error) {
	f := informers.NewSharedInformerFactory(nil, 0)
	namespaces, pods, nodes, policies := f.Core().V1().Namespaces(), f.Core().V1().Pods(), f.Core().V1().Nodes(), f.Networking().V1().NetworkPolicies()
	clusterPolicies := cnpinformers.NewSharedInformerFactory(nil, 0).Policy().V1alpha2().ClusterNetworkPolicies()
	byIP, err := podinfo.NewInformerResolver(pods.Informer())
	if err != nil {
		return nil, err
	}
	for name, own := range w.Namespaces {
		labels := map[string]string{}
		maps.Copy(labels, own)
		labels[v1.LabelMetadataName] = name
		err = errors.Join(err, namespaces.Informer().GetStore().Add(&v1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}))
	}
	for _, p := range w.Pods {
		err = errors.Join(err, pods.Informer().GetStore().Add(&v1.Pod{
			ObjectMeta: metav1.ObjectMeta{Namespace: p.Namespace, Name: p.Name, Labels: p.Labels},
			Spec:       v1.PodSpec{Containers: []v1.Container{{Ports: p.Ports}}},
			Status:     v1.PodStatus{Phase: v1.PodRunning, PodIP: p.IP, PodIPs: []v1.PodIP{{IP: p.IP}}},
		}))
	}
	for _, document := range w.Policies {
		var meta metav1.TypeMeta
		err = errors.Join(err, json.Unmarshal(document, &meta))
		switch meta.Kind {
		case "NetworkPolicy":
			policy := &netv1.NetworkPolicy{}
			err = errors.Join(err, yaml.UnmarshalStrict(document, policy), admit(&policy.Spec), policies.Informer().GetStore().Add(policy))
		case "ClusterNetworkPolicy":
			policy := &cnpv1.ClusterNetworkPolicy{}
			err = errors.Join(err, yaml.UnmarshalStrict(document, policy), clusterPolicies.Informer().GetStore().Add(policy))
		default:
			err = errors.Join(err, fmt.Errorf("no policy: %s", meta.Kind))
		}
	}
	if err != nil {
		return nil, err
	}
	return networkpolicy.NewPolicyEngine(podinfo.NewInformerProvider(pods, namespaces, nodes, []podinfo.IPResolver{byIP}), []api.PolicyEvaluator{
		cnpeval.NewClusterNetworkPolicy(cnpv1.AdminTier, clusterPolicies, nil, nodes.Lister()),
		networkpolicy.NewStandardNetworkPolicy("", namespaces, pods, policies),
		cnpeval.NewClusterNetworkPolicy(cnpv1.BaselineTier, clusterPolicies, nil, nodes.Lister()),
	}), nil
}
