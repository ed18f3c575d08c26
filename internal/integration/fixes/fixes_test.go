// Package fixes applies the fixes of the corpus, all at once.
package fixes

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// binary is the path of gopitfalls, built by TestMain.
var binary string

func TestMain(m *testing.M) {
	os.Exit(checktest.RunWithCommand(m, &binary))
}

// TestFixesHold applies all fixes of the corpus at once, in a copy, by -fix: what is left
// compiles, no finding that had a fix is there any more, and none is new.
func TestFixesHold(t *testing.T) {
	checktest.Slow(t, "copies, fixes and compiles the corpus")
	gopath := t.TempDir()
	if err := os.CopyFS(filepath.Join(gopath, "src"), os.DirFS(filepath.Join(checktest.Testdata(), "src"))); err != nil {
		t.Fatal(err)
	}
	command := func(name string, args ...string) string {
		return checktest.Output(t, checktest.Command(gopath, checktest.Env("GOPATH="+gopath), name, args...), 0, 1, 2)
	}
	var all, packages []string
	for _, a := range analyzers.All() {
		all = append(all, a.Name)
		packages = append(packages, a.Name+"/...")
	}
	packages = append(packages, "stories/...")
	find := func() map[string][]wire.Diagnostic {
		return linesFound(t, command(binary, append([]string{"-json"}, packages...)...))
	}
	before := find()
	command(binary, append([]string{"-fix=" + strings.Join(all, ",")}, packages...)...)
	after := find()
	fixed := make(map[string]int)
	for line, list := range before {
		check := strings.Fields(line)[0]
		for _, d := range list {
			if len(d.SuggestedFixes) == 0 {
				continue
			}
			fixed[check]++
			if len(after[line]) > 0 {
				t.Errorf("%s: not gone with its fix: %s", d.Posn, d.Message)
			}
		}
	}
	for line, list := range after {
		if n := len(before[line]); n < len(list) && !strings.Contains(line, " case ") {
			t.Errorf("%s: %s: %d before the fixes, %d after: %s", list[0].Posn, line, n, len(list), list[0].Message)
		}
	}
	for _, check := range []string{"abandonedsend", "cgoresolver", "connfile", "fddeadline", "fdoutlive", "orphanrecv", "resolverdial"} {
		if fixed[check] == 0 {
			t.Errorf("no fix of %s is tried: %v", check, fixed)
		}
	}
	checktest.Output(t, checktest.Command(gopath, checktest.Env("GOPATH="+gopath), "go", append([]string{"vet", "-stdmethods"}, packages...)...), 0)
}

// linesFound returns findings by "CHECK FILE FUNCTION: TEXT", with the text of their lines:
// these have other numbers when a file is fixed.
func linesFound(t *testing.T, output string) map[string][]wire.Diagnostic {
	t.Helper()
	var tree map[string]map[string]json.RawMessage
	if err := json.Unmarshal([]byte(output), &tree); err != nil {
		t.Fatalf("%v: %s", err, output)
	}
	found := make(map[string][]wire.Diagnostic)
	files := make(map[string][]string)
	seen := make(map[string]bool)
	for _, checks := range tree {
		for check, data := range checks {
			var list []wire.Diagnostic
			if err := json.Unmarshal(data, &list); err != nil {
				t.Fatalf("%v: %s", err, data)
			}
			for _, d := range list {
				id := check + d.Posn + d.Message
				if seen[id] {
					continue // in a variant of its package
				}
				seen[id] = true
				file, rest, _ := strings.Cut(d.Posn, ".go:")
				file += ".go"
				if files[file] == nil {
					src, err := os.ReadFile(file)
					if err != nil {
						t.Fatal(err)
					}
					files[file] = strings.Split(string(src), "\n")
				}
				n, _, _ := strings.Cut(rest, ":")
				line, err := strconv.Atoi(n)
				if err != nil {
					t.Fatal(err)
				}
				key := fmt.Sprintf("%s %s %s: %s", check, file, function(files[file][:line]), strings.TrimSpace(files[file][line-1]))
				found[key] = append(found[key], d)
			}
		}
	}
	return found
}

// function returns the first line of the declaration at the end of some lines.
func function(lines []string) string {
	for i := len(lines) - 1; i > 0; i-- {
		if strings.HasPrefix(lines[i], "func ") {
			return lines[i]
		}
	}
	return ""
}
