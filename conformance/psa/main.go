// psa says what the Pod Security evaluator of the API server makes of the fixtures that come with it, or of a file of pods: for each, whether the
// pod is admitted and which checks refuse it. Usage: psa -first 25 -last 35 [-pods FILE] (JSON lines on standard output).
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

const module = "k8s.io/pod-security-admission"

type verdict struct {
	Level    string   `json:"level"`
	Minor    int      `json:"minor"`
	Expected string   `json:"expected"`
	File     string   `json:"file"`
	Fixture  string   `json:"fixture"`
	Allowed  bool     `json:"allowed"`
	Checks   []string `json:"checks"`
}

func main() {
	first := flag.Int("first", 25, "oldest minor version")
	last := flag.Int("last", 35, "newest minor version")
	pods := flag.String("pods", "", "file with a JSON list of pods to judge instead of the fixtures")
	flag.Parse()

	evaluator, err := policy.NewEvaluator(named(policy.DefaultChecks()), nil)
	die(err)
	out := json.NewEncoder(os.Stdout)
	for _, level := range []api.Level{api.LevelBaseline, api.LevelRestricted} {
		for minor := *first; minor <= *last; minor++ {
			examples := fixtures(level, minor)
			if *pods != "" {
				examples = generated(*pods)
			}
			for _, example := range examples {
				withDefaults(&example.pod.Spec)
				result := example.verdict
				result.Level, result.Minor, result.Allowed, result.Checks = string(level), minor, true, []string{}
				version := api.LevelVersion{Level: level, Version: api.MajorMinorVersion(1, minor)}
				for _, check := range evaluator.EvaluatePod(version, &example.pod.ObjectMeta, &example.pod.Spec) {
					if !check.Allowed {
						result.Allowed = false
						result.Checks = append(result.Checks, check.ForbiddenReason)
					}
				}
				sort.Strings(result.Checks)
				die(out.Encode(result))
			}
		}
	}
}

type example struct {
	verdict
	pod *corev1.Pod
}

// fixtures are the files that come with the evaluator for a level and version.
func fixtures(level api.Level, minor int) []example {
	folder, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	die(err)
	data := filepath.Join(strings.TrimSpace(string(folder)), "test", "testdata", string(level), fmt.Sprintf("v1.%d", minor))
	scheme := runtime.NewScheme()
	die(corev1.AddToScheme(scheme))
	decoder := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	examples := []example{}
	for _, expected := range []string{"pass", "fail"} {
		files, err := filepath.Glob(filepath.Join(data, expected, "*.yaml"))
		die(err)
		if len(files) == 0 {
			die(fmt.Errorf("no fixtures in %s", filepath.Join(data, expected)))
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			die(err)
			object, _, err := decoder.Decode(text, nil, nil)
			die(err)
			name := strings.TrimSuffix(filepath.Base(file), ".yaml")
			examples = append(examples, example{verdict{Expected: expected, File: file, Fixture: name}, object.(*corev1.Pod)})
		}
	}
	return examples
}

// generated are the pods of a file, named by their place in it.
func generated(file string) []example {
	text, err := os.ReadFile(file)
	die(err)
	var pods []*corev1.Pod
	die(json.Unmarshal(text, &pods))
	examples := []example{}
	for i, pod := range pods {
		examples = append(examples, example{verdict{Fixture: fmt.Sprint(i)}, pod})
	}
	return examples
}

// named has each check answer with its id, which the evaluator otherwise keeps to itself.
func named(checks []policy.Check) []policy.Check {
	for i := range checks {
		id := string(checks[i].ID)
		for j := range checks[i].Versions {
			check := checks[i].Versions[j].CheckPod
			checks[i].Versions[j].CheckPod = func(meta *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
				result := check(meta, spec)
				if !result.Allowed {
					result.ForbiddenReason = id
				}
				return result
			}
		}
	}
	return checks
}

// withDefaults fills in what the API server fills in before admission, as far as a check looks at it.
func withDefaults(spec *corev1.PodSpec) {
	for i := range spec.Volumes {
		if spec.Volumes[i].VolumeSource == (corev1.VolumeSource{}) {
			spec.Volumes[i].EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
	if !spec.HostNetwork {
		return
	}
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for _, container := range containers {
			for i := range container.Ports {
				if container.Ports[i].HostPort == 0 {
					container.Ports[i].HostPort = container.Ports[i].ContainerPort
				}
			}
		}
	}
}

func die(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "psa:", err)
		os.Exit(2)
	}
}
