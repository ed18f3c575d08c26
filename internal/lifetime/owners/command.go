package owners

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// givenToCommand returns the uses of a command that a function makes and keeps to itself, if an
// owner is put among the files of its child: it has that as long as it is used itself.
//
//	t1 = exec.Command(name); t2 = new [1]*os.File; t3 = &t2[0]; *t3 = f; t4 = slice t2[:]
//	t5 = &t1.ExtraFiles [#9]; *t5 = t4; (*exec.Cmd).Run(t1)
func givenToCommand(store *ssa.Store) (uses []Use, ok bool) {
	elem, ok := store.Addr.(*ssa.IndexAddr)
	if !ok {
		return nil, false
	}
	array, ok := elem.X.(*ssa.Alloc)
	if !ok {
		return nil, false
	}
	for _, ref := range *array.Referrers() {
		slice, ok := ref.(*ssa.Slice)
		if !ok {
			continue
		}
		for _, use := range *slice.Referrers() {
			list, ok := use.(*ssa.Store)
			if !ok || list.Val != ssa.Value(slice) {
				return nil, false
			}
			calls, ok := commandOf(list.Addr)
			if !ok {
				return nil, false
			}
			uses = append(uses, calls...)
		}
	}
	return uses, len(uses) > 0
}

// commandOf returns the uses of the command whose list of files for the child an address is that of,
// if nobody else has it.
func commandOf(addr ssa.Value) (uses []Use, ok bool) {
	f, ok := addr.(*ssa.FieldAddr)
	if !ok || ssabuild.Field(f) == nil {
		return nil, false
	}
	named, ok := types.Unalias(ssabuild.Deref(f.X.Type())).(*types.Named)
	if !ok || !model.FieldHas(named.Obj(), ssabuild.Field(f).Name(), model.HandOff) {
		return nil, false
	}
	if _, made := f.X.(*ssa.Call); !made {
		return nil, false
	}
	for _, ref := range *f.X.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef, *ssa.FieldAddr:
		case *ssa.Call:
			if !callee.IsReceiver(&ref.Call, f.X) {
				return nil, false
			}
			uses = append(uses, Use{Instr: ref})
		default:
			return nil, false
		}
	}
	return uses, len(uses) > 0
}
