package vettool

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A record is a fact as a unit leaves it for its importers.
type record struct {
	PkgPath string
	Object  objectpath.Path // empty: the fact is about the package
	Name    string          // of the object, by which importers mention it
	Global  bool            // the object is a function, variable or constant of the package
	Fact    analysis.Fact
}

// inherited reports whether importers of an importer are to know the fact: what
// concerns types, methods and fields reaches them through the types that they
// use, the rest they would have to import.
func (r record) inherited() bool { return r.Object != "" && !r.Global }

// about reports whether the fact is about the package of that path as a whole.
func (r record) about(path string) bool { return r.Object == "" && r.PkgPath == path }

// forwarded returns what a unit of that path passes on of its imports' facts if it
// has none of its own, and its [Transitive] facts. Nothing is known of types here, so unlike [factSet.records] it
// passes on what its own API cannot reach, too; the importers' newFactSet drops
// that. Growth is bounded by the number of facts about types, methods and
// fields, since those about functions and packages go no further, and of
// transitive ones there is one.
func forwarded(path string, imported map[string][]record) []record {
	type key struct {
		pkg string
		obj objectpath.Path
		typ reflect.Type
	}
	seen := make(map[key]bool)
	joined := make(map[reflect.Type]Transitive)
	var records []record
	for _, imp := range sortedKeys(imported) {
		for _, r := range imported[imp] {
			typ := reflect.TypeOf(r.Fact)
			k := key{r.PkgPath, r.Object, typ}
			if r.inherited() && !seen[k] {
				seen[k] = true
				records = append(records, r)
			}
			if _, ok := r.Fact.(Transitive); !ok || !r.about(imp) {
				continue
			}
			if joined[typ] == nil {
				joined[typ] = reflect.New(typ.Elem()).Interface().(Transitive)
				records = append(records, record{PkgPath: path, Fact: joined[typ]})
			}
			joined[typ].Join(r.Fact)
		}
	}
	return records
}

// factsMagic begins every file of facts that is not empty.
const factsMagic = "gopitfalls facts 1\n"

// decodeAll decodes the facts that the units of the imports left, a map from package
// path to file. Errors name the package.
func decodeAll(files map[string]vetx, analyzers []*analysis.Analyzer) (map[string][]record, error) {
	imported := make(map[string][]record)
	for _, path := range sortedKeys(files) {
		if len(files[path].facts) == 0 {
			continue // most packages have none
		}
		if len(imported) == 0 {
			registerFacts(analyzers)
		}
		records, err := decodeFacts(files[path].facts)
		if err != nil {
			return nil, fmt.Errorf("facts of %s: %w", path, err)
		}
		imported[path] = records
	}
	return imported, nil
}

func decodeFacts(data []byte) ([]record, error) {
	body, ok := bytes.CutPrefix(data, []byte(factsMagic))
	if !ok {
		return nil, errors.New("not a file of facts that this program wrote")
	}
	r := bytes.NewReader(body)
	var records []record
	if err := gob.NewDecoder(r).Decode(&records); err != nil {
		return nil, err
	}
	if r.Len() > 0 {
		return nil, errors.New("data after the last fact")
	}
	for _, r := range records {
		if r.Fact == nil {
			return nil, fmt.Errorf("no fact about %s.%s", r.PkgPath, r.Object)
		}
	}
	return records, nil
}

// encodeFacts encodes records whose fact types are registered. Equal sets give
// equal bytes, unless a fact holds a map. It fails if gob cannot encode a fact.
func encodeFacts(records []record) ([]byte, error) {
	if len(records) == 0 {
		return nil, nil
	}
	slices.SortFunc(records, func(x, y record) int {
		return cmp.Or(
			strings.Compare(x.PkgPath, y.PkgPath),
			strings.Compare(string(x.Object), string(y.Object)),
			strings.Compare(typeName(x.Fact), typeName(y.Fact)))
	})
	buf := bytes.NewBufferString(factsMagic)
	if err := gob.NewEncoder(buf).Encode(records); err != nil {
		return nil, blame(records, err)
	}
	return buf.Bytes(), nil
}

// blame adds to a failure to encode records which fact caused it.
func blame(records []record, err error) error {
	for _, r := range records {
		if gob.NewEncoder(io.Discard).Encode(&r) != nil {
			return fmt.Errorf("encoding fact %s about %s.%s: %w", typeName(r.Fact), r.PkgPath, r.Object, err)
		}
	}
	return fmt.Errorf("encoding facts: %w", err)
}

func typeName(fact analysis.Fact) string {
	t := reflect.TypeOf(fact).Elem()
	return t.PkgPath() + "." + t.Name()
}

// registerFacts makes the fact types known to gob: all of them, since what an
// import exported does not depend on what is enabled here.
func registerFacts(analyzers []*analysis.Analyzer) {
	for _, a := range dag(analyzers) {
		for _, fact := range a.FactTypes {
			gob.Register(fact)
		}
	}
}

// dag returns the analyzers and all that they require, each once, requirements
// first.
func dag(analyzers []*analysis.Analyzer) []*analysis.Analyzer {
	var all []*analysis.Analyzer
	seen := make(map[*analysis.Analyzer]bool)
	var visit func([]*analysis.Analyzer)
	visit = func(list []*analysis.Analyzer) {
		for _, a := range list {
			if !seen[a] {
				seen[a] = true
				visit(a.Requires)
				all = append(all, a)
			}
		}
	}
	visit(analyzers)
	return all
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
