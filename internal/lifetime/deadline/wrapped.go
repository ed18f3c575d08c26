package deadline

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// WrappedBy returns the type by which other packages read from the file of a site, a pipe or device
// that waits for others, and close it: no Close of theirs wakes a Read, because of the site. It
// returns nil if there is none.
//
//	t0 = os.OpenFile("/dev/net/tun", ...); t1 = (*os.File).Fd(t0); t2 = &Interface{t0}
func (w *World) WrappedBy(site sharing.FdSite) *types.Named {
	if w.World.Pkg.Name() == "main" || w.timedTerminals() || w.polls() {
		return nil
	}
	for _, file := range w.Origins(site.File) {
		if !w.KeepsWaiting(file) || w.Restored(file, site) {
			continue
		}
		for _, u := range w.Uses(file) {
			store, ok := u.Instr.(*ssa.Store)
			if !ok {
				continue
			}
			if field, ok := store.Addr.(*ssa.FieldAddr); ok {
				if named := w.readable(ssabuild.Deref(field.X.Type())); named != nil {
					return named
				}
			}
		}
	}
	return nil
}

// readable returns a type that other packages can name, read from and close, or nil.
func (w *World) readable(t types.Type) *types.Named {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || !named.Obj().Exported() || named.Obj().Pkg() != w.World.Pkg {
		return nil
	}
	for _, name := range []string{"Read", "Close"} {
		if !ssabuild.HasMethod(types.NewPointer(named), name) {
			return nil
		}
	}
	return named
}

// polls reports whether the package asks the kernel whether there is something to read.
func (w *World) polls() bool {
	return slices.ContainsFunc(w.Funcs, func(fn *ssa.Function) bool {
		return slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
			return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
				call, ok := instr.(ssa.CallInstruction)
				return ok && model.Has(callee.Of(call.Common()), model.Polls)
			})
		})
	})
}
