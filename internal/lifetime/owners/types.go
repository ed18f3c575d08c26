package owners

import "go/types"

// IsFile reports whether a type is *os.File.
func IsFile(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "os" && named.Obj().Name() == "File"
}

// IsOwner reports whether a type is that of files, connections and listeners.
func IsOwner(t types.Type) bool {
	return IsFile(t) || HasMethod(t, "SyscallConn") || IsNetInterface(t)
}

// IsNumber reports whether a type can hold a descriptor's number.
func IsNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// IsNetInterface reports whether a type is an interface that only connections
// and listeners satisfy: one that has their methods about addresses.
func IsNetInterface(t types.Type) bool {
	if !types.IsInterface(t) {
		return false
	}
	return HasMethod(t, "Close") && (HasMethod(t, "LocalAddr") || HasMethod(t, "Accept") && HasMethod(t, "Addr"))
}

// HasMethod reports whether a type has a method, of its own or promoted.
func HasMethod(t types.Type, name string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	_, ok := obj.(*types.Func)
	return ok
}
