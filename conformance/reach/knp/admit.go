package main

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	v1 "k8s.io/api/core/v1"
	netv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// admit does what the API server does before the engine sees a policy: it fills in defaults, and refuses what the engine would misread. Unaided the
// engine takes `ingress: []` to allow all, lets everything through on a broken CIDR, and panics without a protocol.
func admit(s *netv1.NetworkPolicySpec) (err error) {
	bad := func(format string, values ...any) { err = errors.Join(err, fmt.Errorf(format, values...)) }
	if len(s.PolicyTypes) == 0 {
		s.PolicyTypes = []netv1.PolicyType{netv1.PolicyTypeIngress}
		if len(s.Egress) > 0 {
			s.PolicyTypes = append(s.PolicyTypes, netv1.PolicyTypeEgress)
		}
	}
	for _, t := range s.PolicyTypes {
		if t != netv1.PolicyTypeIngress && t != netv1.PolicyTypeEgress {
			bad("policyType %q", t)
		}
	}
	if len(s.Ingress) == 0 {
		s.Ingress = nil
	}
	if len(s.Egress) == 0 {
		s.Egress = nil
	}
	peers, ports := []netv1.NetworkPolicyPeer{}, []*netv1.NetworkPolicyPort{}
	rule := func(from []netv1.NetworkPolicyPeer, on []netv1.NetworkPolicyPort) {
		peers = append(peers, from...)
		for i := range on {
			ports = append(ports, &on[i])
		}
	}
	for _, r := range s.Ingress {
		rule(r.From, r.Ports)
	}
	for _, r := range s.Egress {
		rule(r.To, r.Ports)
	}
	selectors := []*metav1.LabelSelector{&s.PodSelector}
	for _, p := range peers {
		selectors = append(selectors, p.PodSelector, p.NamespaceSelector)
		if (p.IPBlock != nil) == (p.PodSelector != nil || p.NamespaceSelector != nil) {
			bad("a peer needs either ipBlock or selectors")
		} else if p.IPBlock != nil {
			err = errors.Join(err, admitBlock(p.IPBlock))
		}
	}
	for _, selector := range selectors {
		_, wrong := metav1.LabelSelectorAsSelector(selector)
		err = errors.Join(err, wrong)
	}
	for _, p := range ports {
		err = errors.Join(err, admitPort(p))
	}
	return err
}

func admitBlock(block *netv1.IPBlock) error {
	whole, err := netip.ParsePrefix(block.CIDR)
	for _, text := range block.Except {
		part, wrong := netip.ParsePrefix(text)
		if wrong != nil || !whole.Contains(part.Addr()) || part.Bits() <= whole.Bits() {
			err = errors.Join(err, fmt.Errorf("except %q is not strictly within %q", text, block.CIDR))
		}
	}
	return err
}

func admitPort(p *netv1.NetworkPolicyPort) error {
	if tcp := v1.ProtocolTCP; p.Protocol == nil {
		p.Protocol = &tcp
	}
	if !slices.Contains([]v1.Protocol{v1.ProtocolTCP, v1.ProtocolUDP, v1.ProtocolSCTP}, *p.Protocol) {
		return fmt.Errorf("protocol %q", *p.Protocol)
	}
	if p.EndPort != nil && (p.Port == nil || p.Port.StrVal != "" || *p.EndPort < p.Port.IntVal || *p.EndPort > 65535) {
		return errors.New("endPort needs a numeric port that is not above it")
	}
	if p.Port != nil && (p.Port.StrVal != "" && len(validation.IsValidPortName(p.Port.StrVal)) > 0 ||
		p.Port.StrVal == "" && len(validation.IsValidPortNum(int(p.Port.IntVal))) > 0) {
		return fmt.Errorf("port %q", p.Port.String())
	}
	return nil
}
