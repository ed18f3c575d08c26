package schema

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestConfig has the schema of the configuration take what the command takes.
func TestConfig(t *testing.T) {
	cmd := exec.Command("go", "run", "./cmd/gopitfalls", "schema")
	cmd.Dir, cmd.Stderr = filepath.Join("..", "..", ".."), os.Stderr
	file := filepath.Join(t.TempDir(), "schema.json")
	text, err := cmd.Output()
	if err == nil {
		err = os.WriteFile(file, text, 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := jsonschema.NewCompiler().Compile(file)
	if err != nil {
		t.Fatal(err)
	}
	for doc, valid := range map[string]bool{
		`{}`: true,
		`{"checks": {"cgoresolver": false, "orphanrecv/test": false}, "severities": {"nilchan/path": "note"}}`:                         true,
		`{"settings": {"connfile": {"handoff": true, "exclude": ["leak"]}}, "paths": {"exclude": ["**/*.pb.go"]}, "severities": null}`: true,
		`{"check": {}}`:                                false,
		`{"checks": {"confile": true}}`:                false,
		`{"checks": {"connfile": "on"}}`:               false,
		`{"severities": {"connfile": "high"}}`:         false,
		`{"settings": {"connfile": {"handof": true}}}`: false,
		`{"paths": {"exclude": "a"}}`:                  false,
	} {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(value); (err == nil) != valid {
			t.Errorf("%s: %v", doc, err)
		}
	}
}
