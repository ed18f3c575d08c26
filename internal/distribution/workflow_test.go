package distribution

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"go.yaml.in/yaml/v3"
)

// lint returns what actionlint, with shellcheck if that is here, says of a workflow of
// this repository. It knows the inputs of the action at the root.
func lint(t *testing.T, name string, text []byte) []*actionlint.Error {
	t.Helper()
	opts := &actionlint.LinterOptions{}
	if shellcheck, err := exec.LookPath("shellcheck"); err == nil {
		opts.Shellcheck = shellcheck
	} else {
		t.Log("scripts are not checked:", err)
	}
	linter, err := actionlint.NewLinter(io.Discard, opts)
	if err != nil {
		t.Fatal(err)
	}
	project, err := actionlint.NewProject(root(t))
	if err != nil {
		t.Fatal(err)
	}
	errors, err := linter.Lint(filepath.Join(root(t), ".github", "workflows", name), unpinned(text), project)
	if err != nil {
		t.Fatal(err)
	}
	return errors
}

// unpinned names actions by their major version, by which actionlint knows what inputs
// they have.
func unpinned(text []byte) []byte {
	return regexp.MustCompile(`@[0-9a-f]{40} # (v\d+)[\d.]*`).ReplaceAll(text, []byte("@$1"))
}

func TestWorkflows(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root(t), ".github", "workflows", "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, err := range lint(t, filepath.Base(file), text) {
			t.Error(err)
		}
	}
}

// TestGo checks that images have the Go that go.mod wants.
func TestGo(t *testing.T) {
	release := func(name, pattern string) string {
		text, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		m := regexp.MustCompile(pattern).FindSubmatch(text)
		if m == nil {
			t.Fatalf("no %s in %s", pattern, name)
		}
		return string(m[1])
	}
	want := release("go.mod", `(?m)^go (\d+\.\d+)`)
	for name, pattern := range map[string]string{
		"Dockerfile":                    `FROM golang:(\d+\.\d+)`,
		".ci/release.sh":                `golang:(\d+\.\d+)`,
		".github/workflows/ci.yml":      `golang:(\d+\.\d+)`,
		".github/workflows/nightly.yml": `golang:(\d+\.\d+)`,
	} {
		if got := release(name, pattern); got != want {
			t.Errorf("%s: Go %s, want %s", name, got, want)
		}
	}
}

// TestPinned checks that actions and images of others are named by their hash, so that
// nobody can put something else in their place, and that they are renewed.
func TestPinned(t *testing.T) {
	use := regexp.MustCompile(`(?m)^\s*(?:- )?(?:uses|container|image): (\S+)|^FROM (\S+:\S+)`)
	pinned := regexp.MustCompile(`@([0-9a-f]{40}|sha256:[0-9a-f]{64})$`)
	files, err := filepath.Glob(filepath.Join(root(t), ".github", "workflows", "*.yml"))
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range append(files, filepath.Join(root(t), "action.yml"), filepath.Join(root(t), "Dockerfile")) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range use.FindAllStringSubmatch(string(text), -1) {
			name := m[1] + m[2]
			if name == "./" || name == "" {
				continue
			}
			found++
			if !pinned.MatchString(name) {
				t.Errorf("%s: %s is not pinned", filepath.Base(file), name)
			}
		}
	}
	if found < 10 {
		t.Errorf("only %d uses", found)
	}
	text, err := os.ReadFile(filepath.Join(root(t), ".github", "dependabot.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"github-actions", "docker", "gomod"} {
		if !strings.Contains(string(text), "package-ecosystem: "+kind+"\n") {
			t.Errorf("nobody renews %s", kind)
		}
	}
}

// TestReadmeWorkflow checks the workflow that docs/ci.md shows, with the action of the work
// tree instead of a release.
func TestReadmeWorkflow(t *testing.T) {
	text := regexp.MustCompile(`gopitfalls/gopitfalls@v[0-9.]+`).ReplaceAllString(readme(t, "uses: gopitfalls/gopitfalls@v"), "./")
	for _, err := range lint(t, "readme.yml", []byte(text)) {
		t.Error(err)
	}

	wrong := strings.Replace(text, "sarif: true", "sarf: true", 1)
	if errors := lint(t, "readme.yml", []byte(wrong)); len(errors) != 1 || !strings.Contains(errors[0].Message, `"sarf"`) {
		t.Errorf("an input that does not exist: %v", errors)
	}
}

// TestActionSteps checks the steps of the action. Actionlint looks into workflows only, so
// they become a workflow that has the same inputs.
func TestActionSteps(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(t), "action.yml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range lint(t, "action.yml", workflow(t, unpinned(text))) {
		t.Error(err)
	}
	for _, s := range readAction(t).Runs.Steps {
		if strings.Contains(s.Run, "${{") {
			t.Errorf("a script has expressions, which may be code: %s", s.Run)
		}
	}

	for _, change := range []struct{ old, new, want string }{
		{"inputs.sarif }}", "inputs.sarf }}", `"sarf" is not defined`},
		{"steps.go.outputs.key", "steps.gone.outputs.key", `"gone" is not defined`},
		{"restore-keys:", "restore-key:", `"restore-key" is not defined`},
	} {
		wrong := bytes.Replace(text, []byte(change.old), []byte(change.new), 1)
		errors := lint(t, "action.yml", workflow(t, unpinned(wrong)))
		if len(errors) != 1 || !strings.Contains(errors[0].Message, change.want) {
			t.Errorf("%s: %v, want %s", change.new, errors, change.want)
		}
	}
}

// workflow returns a workflow with the inputs and steps of a composite action.
func workflow(t *testing.T, action []byte) []byte {
	t.Helper()
	var a struct {
		Inputs map[string]map[string]any
		Runs   struct{ Steps any }
	}
	if err := yaml.Unmarshal(action, &a); err != nil {
		t.Fatal(err)
	}
	for _, input := range a.Inputs {
		input["type"] = "string"
	}
	text, err := yaml.Marshal(map[string]any{
		"on":   map[string]any{"workflow_call": map[string]any{"inputs": a.Inputs}},
		"jobs": map[string]any{"use": map[string]any{"runs-on": "ubuntu-latest", "steps": a.Runs.Steps}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
