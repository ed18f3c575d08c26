package model

import "go/types"

// Brief reports whether a call of a function, or of a value of a named function type,
// comes back at once, and starts nothing. Methods that let something go count as such, in
// whatever package, by their names and signatures: Close, Stop, Flush, Sync.
func Brief(obj types.Object) bool {
	if obj == nil {
		return false
	}
	if obj.Pkg() == nil {
		return true // error.Error
	}
	fn, ok := obj.(*types.Func)
	if !ok {
		return says(subject{pkg: obj.Pkg().Path(), typ: obj.Name()}, brief)
	}
	for _, e := range EffectsOf(fn) {
		switch e.Effect {
		case brief:
			return true
		case Lingers, Serves, notInert:
			return false
		}
	}
	recv := fn.Signature().Recv()
	return says(subject{pkg: fn.Pkg().Path()}, brief) || recv != nil && (says(typeOf(recv.Type()), brief) || letsGo(fn))
}

// letsGo reports whether a method lets something go, by its name: Close() error and the
// like.
func letsGo(fn *types.Func) bool {
	switch fn.Name() {
	case "Close", "Stop", "Flush", "Sync":
		return fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() <= 1
	}
	return false
}

// Answers reports whether a function that has a parameter of a type is called for each
// request: a handler of package net/http, or of a framework.
func Answers(t types.Type) bool { return says(typeOf(t), answers) }

// IsService reports whether a type is that of a client of another process, whose methods
// take a context.
func IsService(t types.Type) bool { return says(typeOf(t), service) }

// IsCallOption reports whether a type is that of options of calls of another process.
func IsCallOption(t types.Type) bool { return says(typeOf(t), callOption) }

// MayBeLimited reports whether a type is that of what may limit how long somebody waits: a
// client, say, or a request.
func MayBeLimited(t types.Type) bool { return says(typeOf(t), limited) }

// IsPeer reports whether a type is that of a connection, which may have a deadline.
func IsPeer(t types.Type) bool { return says(typeOf(t), peer) }

// NamesOfLimited returns the names of such types of a package: of what may be limited, and of
// connections.
func NamesOfLimited(pkg string) (limits, peers []string) {
	return NamesIn(pkg, limited), NamesIn(pkg, peer)
}
