package lifetime

import "go/types"

func isFile(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "os" && named.Obj().Name() == "File"
}

// isOwner reports whether a type is that of files, connections and listeners.
func isOwner(t types.Type) bool {
	return isFile(t) || hasMethod(t, "SyscallConn") || isNetInterface(t)
}

// isNumber reports whether a type can hold a descriptor's number.
func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}
