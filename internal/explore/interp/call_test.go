package interp

import (
	"go/types"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestMethodOf checks that asking for the method of a type that lacks it, as on a path
// that cannot be, says that there is none.
func TestMethodOf(t *testing.T) {
	pkg := checktest.Source(t, `package p
type T struct{}
func (T) M() {}
func (*T) P() {}
type U struct{}
type I interface{ M(); P() }
func f[X I](X) {}`)
	var prog *ssa.Program
	checktest.Pass(t, pkg, func(pass *analysis.Pass) { prog = ssabuild.Of(pass).SSA().Pkg.Prog }, ssabuild.Analyzer)
	scope := pkg.Types.Scope()
	typ := func(name string) types.Type { return scope.Lookup(name).Type() }
	iface := typ("I").Underlying().(*types.Interface)
	param := scope.Lookup("f").Type().(*types.Signature).TypeParams().At(0)
	for _, test := range []struct {
		typ    types.Type
		m, ptr bool // has it M, P
	}{
		{typ("T"), true, false},
		{types.NewPointer(typ("T")), true, true},
		{typ("U"), false, false},
		{types.NewPointer(typ("U")), false, false},
		{typ("I"), false, false},
		{param, false, false},
		{types.Typ[types.Int], false, false},
	} {
		for method := range iface.Methods() {
			want := test.m
			if method.Name() == "P" {
				want = test.ptr
			}
			fn := methodOf(prog, test.typ, method)
			if (fn != nil) != want || fn != nil && fn.Name() != method.Name() {
				t.Errorf("%v.%s: got %v", test.typ, method.Name(), fn)
			}
		}
	}
}
