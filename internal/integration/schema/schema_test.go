// Package schema checks SARIF logs against the schema that OASIS publishes.
package schema

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// root is the root of the repository.
const root = "../../.."

// validate returns what the schema has against a log.
func validate(t *testing.T, log []byte) error {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile("testdata/sarif-schema-2.1.0.json") // see README.md there
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(log))
	if err != nil {
		t.Fatal(err)
	}
	return schema.Validate(doc)
}

// TestGolden checks the logs that internal/driver/sarif compares with what it writes.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(root + "/internal/driver/sarif/testdata/*.sarif")
	if err != nil || len(files) == 0 {
		t.Fatalf("no logs: %v", err)
	}
	for _, file := range files {
		log, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := validate(t, log); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if wrong := bytes.ReplaceAll(log, []byte(`"results"`), []byte(`"result"`)); validate(t, wrong) == nil {
			t.Errorf("%s: the schema allows what it does not know", file)
		}
	}
}

// TestCorpus checks the log of the command over the corpus: findings of all checks,
// with traces and fixes.
func TestCorpus(t *testing.T) {
	exe := filepath.Join(t.TempDir(), "gopitfalls")
	build := exec.Command("go", "build", "-buildvcs=false", "-o", exe, "./cmd/gopitfalls")
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	corpus, err := filepath.Abs(root + "/testdata")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, "-sarif", "./...")
	cmd.Dir = filepath.Join(corpus, "src")
	cmd.Env = append(os.Environ(), "GO111MODULE=off", "GOFLAGS=", "GOPATH="+corpus)
	log, err := cmd.Output()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if err := validate(t, log); err != nil {
		t.Error(err)
	}
	for _, part := range []string{"codeFlows", "relatedLocations", "fixes", "partialFingerprints"} {
		if !strings.Contains(string(log), `"`+part+`": [`) && !strings.Contains(string(log), `"`+part+`": {`) {
			t.Errorf("the log of the corpus has no %s", part)
		}
	}
}
