package nilpath

import (
	"go/types"
	"strings"
	"testing"
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

func TestIsChan(t *testing.T) {
	if !IsChan(types.NewNamed(types.NewTypeName(0, nil, "C", nil), types.NewChan(types.RecvOnly, types.Typ[types.Int]), nil)) || IsChan(types.Typ[types.Int]) {
		t.Error("wrong")
	}
}
