package model

import "go/types"

// Inert reports whether fn leaves alone the channels, functions, contexts and
// locks that can be reached from its arguments: it neither keeps them, nor
// sends, receives, calls or unlocks, nor hands them on or back, nor writes to
// the variables of a user's type. It may still write numbers and strings to
// slices and to structs of its own (Read, slices.Sort, ReadMemStats), and block
// as long as a system call does. That it may call String, MarshalJSON and the
// like of what it formats is accepted, and errors are taken to hold no channels.
//
// The table names packages, types and functions that are inert. A function of
// an inert package or type is nevertheless not if its signature lets it call
// what it is given: io.Copy runs the methods of a user's io.Reader, and with
// them whatever that one does with channels.
//
// Of a method of an interface only the arguments are meant: what the interface
// holds, if it is not known, is out of sight already.
func Inert(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	if fn.Pkg() == nil {
		return true // error.Error
	}
	for _, e := range EffectsOf(fn) {
		if e.Effect == inert {
			return true
		}
		if !onOthers[e.Effect] && e.Effect != NonNil && e.Effect != Positive && e.Effect != Steady {
			return false // it does what its line says
		}
	}
	sig := fn.Origin().Signature()
	recv := sig.Recv()
	switch {
	case recv != nil && says(typeOf(recv.Type()), inert):
	case !says(subject{pkg: fn.Pkg().Path()}, inert):
		return false
	case recv != nil && !types.IsInterface(recv.Type()) && reaches(recv.Type(), isCode, true):
		return false
	}
	return !reaches(sig.Params(), isCode, true) && !reaches(sig.Results(), isHeld, false)
}

// isCode reports whether with a value of type t one can run a user's code or
// communicate: a function, a channel, an interface with methods.
func isCode(t types.Type) bool {
	switch t := t.(type) {
	case *types.Signature, *types.Chan:
		return true
	case *types.Interface:
		return t.NumMethods() > 0
	}
	return false
}

// isHeld reports whether a result of type t may be, or hold, what was given: a
// type parameter's value, any, a function, a channel, a context.
func isHeld(t types.Type) bool {
	switch t := t.(type) {
	case *types.Signature, *types.Chan, *types.TypeParam:
		return true
	case *types.Interface:
		return t.NumMethods() == 0
	case *types.Named:
		return isContext(t)
	}
	return false
}

func isContext(t *types.Named) bool {
	return t.Obj().Name() == "Context" && t.Obj().Pkg() != nil && t.Obj().Pkg().Path() == "context"
}

// reaches reports whether is holds for a type that t is made of, but for those
// that are benign. What structs hold counts if fields is set, and only exported
// fields: into the others only their package puts anything.
func reaches(t types.Type, is func(types.Type) bool, fields bool) bool {
	seen := make(map[types.Type]bool)
	var visit func(t types.Type) bool
	visit = func(t types.Type) bool {
		t = types.Unalias(t)
		key := t
		if named, ok := t.(*types.Named); ok {
			key = named.Origin()
		}
		if seen[key] {
			return false
		}
		seen[key] = true
		if is(t) {
			return true
		}
		switch t := t.(type) {
		case *types.Named:
			return !says(typeOf(t), benign) && visit(t.Underlying())
		case *types.Pointer:
			return visit(t.Elem())
		case *types.Slice:
			return visit(t.Elem())
		case *types.Array:
			return visit(t.Elem())
		case *types.Map:
			return visit(t.Key()) || visit(t.Elem())
		case *types.TypeParam:
			return visit(t.Constraint())
		case *types.Tuple:
			for v := range t.Variables() {
				if visit(v.Type()) {
					return true
				}
			}
		case *types.Interface: // of a type parameter: interface{ ~func() }
			for typ := range t.EmbeddedTypes() {
				if visit(typ) {
					return true
				}
			}
		case *types.Union:
			for term := range t.Terms() {
				if visit(term.Type()) {
					return true
				}
			}
		case *types.Struct:
			for f := range t.Fields() {
				if fields && f.Exported() && visit(f.Type()) {
					return true
				}
			}
		}
		return false
	}
	return visit(t)
}
