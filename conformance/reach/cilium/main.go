// Cilium's own code, asked about policies. `cilium check`: a JSON array of CiliumNetworkPolicies on standard input, and of each what Cilium says: its schema, a
// strict decode, and what its agent checks before it takes a policy. `cilium packets`: one world a line, and of each packet asked whether it gets through.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	v2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2/validator"
	"github.com/cilium/cilium/pkg/option"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

var log = slog.New(slog.NewTextHandler(io.Discard, nil))

func main() {
	run := map[string]func() error{"check": check, "packets": packets}[os.Args[len(os.Args)-1]]
	if run == nil {
		fmt.Fprintln(os.Stderr, "usage: cilium check|packets")
		os.Exit(2)
	}
	// As the agent has it unless told otherwise: a policy closes only the direction of which it speaks.
	option.Config.EnableNonDefaultDenyPolicies = true
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// check answers with one text per object; empty where nothing is wrong.
func check() error {
	var objects []json.RawMessage
	if err := json.NewDecoder(os.Stdin).Decode(&objects); err != nil {
		return err
	}
	schemas, err := validator.NewNPValidator(log)
	if err != nil {
		return err
	}
	answers := make([]string, len(objects))
	for i, raw := range objects {
		if err := checkOne(raw, schemas); err != nil {
			answers[i] = err.Error()
		}
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func checkOne(raw []byte, schemas *validator.NPValidator) error {
	var object unstructured.Unstructured
	if err := object.UnmarshalJSON(raw); err != nil {
		return err
	}
	if err := schemas.ValidateCNP(&object); err != nil {
		return err
	}
	var policy v2.CiliumNetworkPolicy
	if err := yaml.UnmarshalStrict(raw, &policy); err != nil {
		return err
	}
	rules, err := policy.Parse(log, cluster)
	if err == nil && len(rules) == 0 {
		return fmt.Errorf("it holds no rule")
	}
	return err
}

// packets answers each line with a text of one digit per packet.
func packets() error {
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 1 {
			answer, err := judge(line)
			if err != nil {
				return err
			}
			fmt.Println(answer)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
}
