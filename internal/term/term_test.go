package term

import (
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
)

// TestConstants: equal constants are one term, others are not.
func TestConstants(t *testing.T) {
	values := []string{"1", "2", "-1", "1 << 62", "1 << 70", "1<<70 + 1", "1.5", "2.5", `"1"`, `"1.5"`, `""`, "true", "false", "1i", "1.0000000000000000000000001", "1e400"}
	table := NewTable()
	seen := make(map[Term]string)
	for _, expr := range values {
		for range 2 {
			tv, err := types.Eval(token.NewFileSet(), nil, token.NoPos, expr)
			if err != nil {
				t.Fatal(err)
			}
			id := table.Of(ssa.NewConst(tv.Value, types.Default(tv.Type)))
			if other, ok := seen[id]; ok && other != expr {
				t.Errorf("%s and %s are one term", expr, other)
			}
			seen[id] = expr
		}
	}
	if table.Of(ssa.NewConst(nil, types.NewChan(types.SendRecv, types.Typ[types.Int]))) != table.Of(ssa.NewConst(nil, types.NewPointer(types.Typ[types.Int]))) {
		t.Error("nil is not nil")
	}
	if len(seen) != len(values) {
		t.Errorf("%d terms for %d constants", len(seen), len(values))
	}
}

// TestExcludes: a value is not two constants at once.
func TestExcludes(t *testing.T) {
	table := NewTable()
	x, y := ssa.NewConst(nil, types.NewPointer(types.Typ[types.Int])), new(ssa.Alloc)
	if isNil := table.IsNil(y); table.Excludes(isNil, isNil) || table.Excludes(isNil, table.Of(x)) {
		t.Error("excluded by nothing")
	}
}
