// ztunnel: what istiod tells ztunnel of AuthorizationPolicies. Reads one policy from each line of stdin and answers each with one line: the message as it
// would be sent, nothing where none is, and istiod's reason for what it left out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	_ "unsafe"

	"google.golang.org/protobuf/encoding/protojson"
	securityclient "istio.io/client-go/pkg/apis/security/v1"
	"istio.io/istio/pilot/pkg/model"
	_ "istio.io/istio/pilot/pkg/serviceregistry/ambient"
	"istio.io/istio/pkg/workloadapi/security"
)

//go:linkname convertAuthorizationPolicy istio.io/istio/pilot/pkg/serviceregistry/ambient.convertAuthorizationPolicy
func convertAuthorizationPolicy(rootNamespace string, policy *securityclient.AuthorizationPolicy) (*security.Authorization, *model.StatusMessage)

type answer struct {
	Sent    json.RawMessage `json:"sent,omitempty"`
	Reason  string          `json:"reason,omitempty"`
	Message string          `json:"message,omitempty"`
}

func main() {
	in, out := bufio.NewScanner(os.Stdin), bufio.NewWriter(os.Stdout)
	in.Buffer(nil, 1<<26)
	for lines := json.NewEncoder(out); in.Scan(); {
		var policy securityclient.AuthorizationPolicy
		if err := json.Unmarshal(in.Bytes(), &policy); err != nil {
			fmt.Fprintln(os.Stderr, "ztunnel:", err)
			os.Exit(2)
		}
		var reply answer
		sent, status := convertAuthorizationPolicy("istio-system", &policy)
		if status != nil {
			reply.Reason, reply.Message = status.Reason, status.Message
		}
		var err error
		if sent != nil {
			reply.Sent, err = protojson.Marshal(sent)
		}
		if err = errors.Join(err, lines.Encode(reply)); err != nil {
			panic(err)
		}
	}
	if err := errors.Join(in.Err(), out.Flush()); err != nil {
		panic(err)
	}
}
