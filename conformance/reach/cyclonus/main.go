// cyclonus: what the matcher of cyclonus says of packets, in the words of ../knp/main.go. With -cases it writes the policies of its own test cases instead.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/generator"
	"github.com/mattfenwick/cyclonus/pkg/matcher"
	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	"sigs.k8s.io/yaml"
)

type pod struct {
	Namespace, IP string
	Labels        map[string]string
	Ports         []v1.ContainerPort
}

type world struct {
	Namespaces map[string]map[string]string
	Pods       []pod
	Policies   []json.RawMessage
	Ask        []struct {
		From, To string
		Protocol v1.Protocol
		Port     int
	}
}

func main() {
	in, out := bufio.NewScanner(os.Stdin), bufio.NewWriter(os.Stdout)
	in.Buffer(nil, 1<<30)
	if len(os.Args) > 1 && os.Args[1] == "-cases" {
		cases(json.NewEncoder(out))
	}
	for lines := json.NewEncoder(out); in.Scan(); {
		var w world
		answers, err := "", json.Unmarshal(in.Bytes(), &w)
		if err == nil {
			answers, err = w.answer()
		}
		if err == nil {
			err = lines.Encode(map[string]string{"answers": answers})
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "cyclonus:", err)
			os.Exit(2)
		}
	}
	if err := errors.Join(in.Err(), out.Flush()); err != nil {
		panic(err)
	}
}

func (w *world) answer() (string, error) {
	var policies []*netv1.NetworkPolicy
	for _, document := range w.Policies {
		policy := &netv1.NetworkPolicy{}
		if err := yaml.UnmarshalStrict(document, policy); err != nil {
			return "", err
		}
		if len(policy.Spec.PolicyTypes) == 0 { // what the API server fills in
			policy.Spec.PolicyTypes = []netv1.PolicyType{netv1.PolicyTypeIngress}
			if len(policy.Spec.Egress) > 0 {
				policy.Spec.PolicyTypes = append(policy.Spec.PolicyTypes, netv1.PolicyTypeEgress)
			}
		}
		policies = append(policies, policy)
	}
	compiled, byIP := matcher.BuildNetworkPolicies(true, policies), map[string]pod{}
	for _, p := range w.Pods {
		byIP[p.IP] = p
	}
	digits := make([]byte, len(w.Ask))
	for i, q := range w.Ask {
		traffic := &matcher.Traffic{Source: w.peer(q.From, byIP), Destination: w.peer(q.To, byIP), ResolvedPort: q.Port, Protocol: q.Protocol}
		for _, port := range byIP[q.To].Ports {
			if int(port.ContainerPort) == q.Port && port.Protocol == q.Protocol {
				traffic.ResolvedPortName = port.Name
			}
		}
		digits[i] = '0'
		if compiled.IsTrafficAllowed(traffic).IsAllowed() {
			digits[i] = '1'
		}
	}
	return string(digits), nil
}

func (w *world) peer(ip string, byIP map[string]pod) *matcher.TrafficPeer {
	p, isPod := byIP[ip]
	if !isPod {
		return &matcher.TrafficPeer{IP: ip}
	}
	labels := map[string]string{}
	maps.Copy(labels, w.Namespaces[p.Namespace])
	labels["kubernetes.io/metadata.name"] = p.Namespace
	return &matcher.TrafficPeer{IP: ip, Internal: &matcher.InternalPeer{PodLabels: p.Labels, NamespaceLabels: labels, Namespace: p.Namespace}}
}

func cases(lines *json.Encoder) {
	made := generator.NewTestCaseGenerator(true, "10.244.0.1", []string{"x", "y", "z"}, nil, nil).GenerateTestCases()
	for _, each := range made {
		for step, s := range each.Steps {
			for _, action := range s.Actions {
				if action.CreatePolicy != nil {
					if err := lines.Encode(map[string]any{"name": fmt.Sprintf("%s, step %d", each.Description, step+1), "policy": action.CreatePolicy.Policy}); err != nil {
						panic(err)
					}
				}
			}
		}
	}
}
