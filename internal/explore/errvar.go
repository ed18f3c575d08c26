package explore

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// An errorVar says what is known of a package variable that holds an error, like
// io.EOF: it is not nil, and goroutines tell each other by such values what to do.
type errorVar struct {
	changes bool // somebody assigns to it, or may
	made    bool // its initialiser makes the error: no other variable is equal
}

// errorValue returns the value of a package variable that holds an error and is not
// changed, the same wherever it is read.
func (m *machine) errorValue(v ssa.Value) (sym, bool) {
	g, ok := v.(*ssa.Global)
	if !ok || !isErrorVar(g) || m.errorVar(g).changes {
		return 0, false
	}
	return m.intern(expr{op: opVar, x: globalV{g}}), true
}

// isErrorVar reports whether v is a package variable that holds an error.
func isErrorVar(v ssa.Value) bool {
	g, ok := v.(*ssa.Global)
	return ok && types.Identical(ssabuild.Deref(g.Type()), errorType)
}

// ownError reports whether a variable holds an error that no other one holds.
func (p *program) ownError(g *ssa.Global) bool { return p.errorVar(g).made }

// errorVar returns what is known of a variable. Of other packages' nothing is seen,
// but nobody assigns to them.
func (p *program) errorVar(g *ssa.Global) errorVar {
	if p.errorVars == nil {
		p.errorVars = p.findErrorVars()
	}
	return p.errorVars[g]
}

func (p *program) findErrorVars() map[*ssa.Global]errorVar {
	found := make(map[*ssa.Global]errorVar)
	p.forGlobals(func(instr ssa.Instruction, g *ssa.Global) {
		if !isErrorVar(g) || isLoad(instr) {
			return
		}
		store, ok := instr.(*ssa.Store)
		if _, again := found[g]; again || !ok || store.Addr != g || instr.Parent().Synthetic == "" {
			found[g] = errorVar{changes: true}
			return
		}
		found[g] = errorVar{made: makesError(store.Val)}
	})
	return found
}

// makesError reports whether v is a new error.
func makesError(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	fn := call.Call.StaticCallee()
	if fn == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && model.Has(obj, model.NonNil)
}
