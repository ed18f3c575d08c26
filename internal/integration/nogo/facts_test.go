package nogo

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers"
)

// A fact is what a file of facts has a list of (golang.org/x/tools/internal/facts).
type fact struct {
	PkgPath string
	Object  string
	Fact    analysis.Fact
}

// TestFacts checks that there are facts of all types in the files, and that they are the
// same where only facts are asked for: by default, in packages of other modules.
func TestFacts(t *testing.T) {
	full := corpus(t, corpusPatterns()...)
	full.analyze(t, nogo)
	factsOnly := corpus(t, corpusPatterns()...)
	for _, tg := range factsOnly.targets {
		tg.own = false
	}
	if found := factsOnly.analyze(t, nogo); len(found) != 0 {
		t.Errorf("findings where only facts are asked for: %q", found)
	}

	types := factTypes()
	for _, f := range types {
		gob.Register(f)
	}
	seen := make(map[reflect.Type]bool)
	for i, tg := range full.targets {
		data := read(t, tg.facts())
		if !bytes.Equal(data, read(t, factsOnly.targets[i].facts())) {
			t.Errorf("%s: other facts if only these are asked for", tg.ImportPath)
		}
		for _, f := range decode(t, data) {
			seen[reflect.TypeOf(f.Fact)] = true
			if v := reflect.ValueOf(f.Fact).Elem(); v.NumField() > 0 && v.IsZero() && !zeroSays[fmt.Sprintf("%T", f.Fact)] {
				t.Errorf("%s: nothing is left of a fact of type %T", tg.ImportPath, f.Fact)
			}
		}
	}
	for _, f := range types {
		if !seen[reflect.TypeOf(f)] {
			t.Errorf("no file has a fact of type %T", f)
		}
	}
}

// zeroSays are types of facts whose zero value is one: the first argument and the first
// result.
var zeroSays = map[string]bool{"*refused.Refuses": true}

// factTypes returns the types of facts of all analyzers and of what they require.
func factTypes() []analysis.Fact {
	var types []analysis.Fact
	seen := make(map[*analysis.Analyzer]bool)
	var visit func([]*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if !seen[a] {
				seen[a] = true
				types = append(types, a.FactTypes...)
				visit(a.Requires)
			}
		}
	}
	visit(analyzers.All())
	return types
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func decode(t *testing.T, data []byte) []fact {
	t.Helper()
	if len(data) == 0 {
		return nil
	}
	var facts []fact
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&facts); err != nil {
		t.Fatal(err)
	}
	return facts
}

// TestFactsMatter checks that what is known only from other packages is known from
// the files of facts: without these it is not found.
func TestFactsMatter(t *testing.T) {
	for _, path := range []string{"connfile/crosspkg/user", "fddeadline/crosspkg/user", "fdoutlive/crosspkg/user"} {
		w := corpus(t, path)
		check, _, _ := strings.Cut(path, "/")
		count := func() int {
			return len(slices.DeleteFunc(w.analyze(t, nogo), func(line string) bool { return !strings.HasSuffix(line, " "+check) }))
		}
		with := count()
		for _, tg := range w.targets {
			tg.withoutFacts = true
		}
		if without := count(); without >= with {
			t.Errorf("%s: %d findings with facts, %d without", path, with, without)
		}
	}
}
