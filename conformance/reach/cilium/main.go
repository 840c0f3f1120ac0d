// Says of each CiliumNetworkPolicy on standard input, a JSON array of objects, what Cilium itself would say: its schema, a strict decode, and what its
// agent checks before it takes a policy. The API server asks for the schema alone: what the agent refuses is stored, and silently not enforced.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	v2 "github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2"
	"github.com/cilium/cilium/pkg/k8s/apis/cilium.io/v2/validator"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"
)

func main() {
	answers, err := judge(os.Stdin)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answers)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// judge answers with one text per object; empty where nothing is wrong.
func judge(input io.Reader) ([]string, error) {
	var objects []json.RawMessage
	if err := json.NewDecoder(input).Decode(&objects); err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	schemas, err := validator.NewNPValidator(log)
	if err != nil {
		return nil, err
	}
	answers := make([]string, len(objects))
	for i, raw := range objects {
		if err := check(raw, schemas, log); err != nil {
			answers[i] = err.Error()
		}
	}
	return answers, nil
}

func check(raw []byte, schemas *validator.NPValidator, log *slog.Logger) error {
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
	rules, err := policy.Parse(log, "default")
	if err == nil && len(rules) == 0 {
		return fmt.Errorf("it holds no rule")
	}
	return err
}
