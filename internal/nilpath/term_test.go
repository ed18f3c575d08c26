package nilpath

import (
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestSameName: package variables of two packages are two.
func TestSameName(t *testing.T) {
	const vars = "var ErrExist error; func set() { ErrExist = nil }; "
	for stmts, want := range map[string]string{
		`if err == os.ErrExist { c = make(chan int) }; if q.err == ErrExist { return }; probe(c)`:    "path",
		`if err == os.ErrExist { c = make(chan int) }; if q.err == os.ErrExist { return }; probe(c)`: notNil,
		`if err == os.ErrExist { c = make(chan int) }; if err == os.ErrExist { probe(c) }`:           notNil,
	} {
		src := vars + "type E struct{ err error }; func F(a bool, q *E, err error) { var c chan int; " + stmts + "}"
		if got, _ := probes(t, src, false); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: got %v, want %s", stmts, got, want)
		}
	}
}

// TestConstants: equal constants are one term, others are not.
func TestConstants(t *testing.T) {
	values := []string{"1", "2", "-1", "1 << 62", "1 << 70", "1<<70 + 1", "1.5", "2.5", `"1"`, `"1.5"`, `""`, "true", "false", "1i", "1.0000000000000000000000001", "1e400"}
	table := newTable()
	seen := make(map[term]string)
	for _, expr := range values {
		for range 2 {
			tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expr)
			if err != nil {
				t.Fatal(err)
			}
			id := table.of(ssa.NewConst(tv.Value, types.Default(tv.Type)))
			if other, ok := seen[id]; ok && other != expr {
				t.Errorf("%s and %s are one term", expr, other)
			}
			seen[id] = expr
		}
	}
	if table.of(ssa.NewConst(nil, types.NewChan(types.SendRecv, types.Typ[types.Int]))) != table.of(ssa.NewConst(nil, types.NewPointer(types.Typ[types.Int]))) {
		t.Error("nil is not nil")
	}
	if len(seen) != len(values) {
		t.Errorf("%d terms for %d constants", len(seen), len(values))
	}
}

func TestIsChan(t *testing.T) {
	if !IsChan(types.NewNamed(types.NewTypeName(0, nil, "C", nil), types.NewChan(types.RecvOnly, types.Typ[types.Int]), nil)) || IsChan(types.Typ[types.Int]) {
		t.Error("wrong")
	}
}
