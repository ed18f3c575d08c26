package explore

import (
	"go/types"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
)

// TestMethodOf checks that asking for the method of a type that lacks it, as on a path
// that cannot be, says that there is none.
func TestMethodOf(t *testing.T) {
	p, _ := programOf(t, mustTypeCheck(t, `package p
type T struct{}
func (T) M() {}
func (*T) P() {}
type U struct{}
type I interface{ M(); P() }


func f[X I](X) { c := make(chan int); go func() { c <- 1 }(); <-c }`))
	scope := p.World.Pkg.Scope()
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
			fn := interp.MethodOf(p.SSA.Pkg.Prog, test.typ, method)
			if (fn != nil) != want || fn != nil && fn.Name() != method.Name() {
				t.Errorf("%v.%s: got %v", test.typ, method.Name(), fn)
			}
		}
	}
}
