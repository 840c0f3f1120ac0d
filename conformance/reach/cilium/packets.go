package main

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"strings"

	"github.com/cilium/cilium/pkg/identity"
	"github.com/cilium/cilium/pkg/identity/identitymanager"
	"github.com/cilium/cilium/pkg/k8s"
	v2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	networkingv1 "github.com/cilium/cilium/pkg/k8s/slim/k8s/api/networking/v1"
	"github.com/cilium/cilium/pkg/labels"
	"github.com/cilium/cilium/pkg/policy"
	"github.com/cilium/cilium/pkg/policy/types"
	"github.com/cilium/cilium/pkg/policy/utils"
	testidentity "github.com/cilium/cilium/pkg/testutils/identity"
	testpolicy "github.com/cilium/cilium/pkg/testutils/policy"
	"github.com/cilium/cilium/pkg/u8proto"
)

// The name of the cluster, which Cilium puts into each selector.
const cluster = "default"

type world struct {
	Endpoints []endpoint
	Policies  []json.RawMessage
	Ask       []packet
}

// endpoint is a pod with its labels as Cilium knows them, or an address outside, with the names that it was learnt by.
type endpoint struct {
	Labels []string
	IP     string
	TCP    map[string]uint16
	UDP    map[string]uint16
}

type packet struct {
	From, To int
	Protocol string
	Port     uint16
}

func judge(line []byte) (string, error) {
	var of world
	if err := json.Unmarshal(line, &of); err != nil {
		return "", err
	}
	identities := make([]*identity.Identity, len(of.Endpoints))
	known := identity.IdentityMap{}
	for i, each := range of.Endpoints {
		array := labels.NewLabelsFromModel(each.Labels)
		if each.IP != "" {
			address, err := netip.ParseAddr(each.IP)
			if err != nil {
				return "", err
			}
			array.MergeLabels(labels.GetCIDRLabels(netip.PrefixFrom(address, address.BitLen())))
		}
		identities[i] = identity.NewIdentityFromLabelArray(identity.NumericIdentity(1000+i), array.LabelArray())
		known[identities[i].ID] = identities[i].LabelArray
	}
	manager := identitymanager.NewIDManager(log)
	repository := policy.NewPolicyRepository(log, known, nil, nil, manager, testpolicy.NewPolicyMetricsNoop())
	repository.GetSelectorCache().SetLocalIdentityNotifier(testidentity.NewDummyIdentityNotifier())
	manager.Subscribe(testpolicy.SelectorCacheObserver{Cache: repository.GetSubjectSelectorCache()})
	for _, raw := range of.Policies {
		entries, err := entriesOf(raw)
		if err != nil {
			return "", fmt.Errorf("%s: %w", raw, err)
		}
		repository.MustAddPolicyEntries(entries)
	}
	var answer strings.Builder
	for _, ask := range of.Ask {
		protocol, err := u8proto.ParseProtocol(ask.Protocol)
		if err != nil {
			return "", err
		}
		callee := of.Endpoints[ask.To]
		verdict, _, _, err := policy.LookupFlow(log, repository, manager, types.Flow{
			From: identities[ask.From], To: identities[ask.To], Proto: protocol, Dport: ask.Port, NamedPortsTCP: callee.TCP, NamedPortsUDP: callee.UDP,
		})
		if err != nil {
			return "", err
		}
		if verdict.Allowed() {
			answer.WriteByte('1')
		} else {
			answer.WriteByte('0')
		}
	}
	return answer.String(), nil
}

func entriesOf(raw []byte) (types.PolicyEntries, error) {
	var kind struct{ Kind string }
	if err := json.Unmarshal(raw, &kind); err != nil {
		return nil, err
	}
	if kind.Kind == "NetworkPolicy" {
		var policy networkingv1.NetworkPolicy
		if err := json.Unmarshal(raw, &policy); err != nil {
			return nil, err
		}
		return k8s.ParseNetworkPolicy(log, cluster, &policy)
	}
	var policy v2.CiliumNetworkPolicy
	if err := json.Unmarshal(raw, &policy); err != nil {
		return nil, err
	}
	rules, err := policy.Parse(log, cluster)
	if err != nil {
		return nil, err
	}
	return utils.RulesToPolicyEntries(rules), nil
}
