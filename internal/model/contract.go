package model

import (
	"go/types"
	"slices"
	"strings"
)

// contractOf returns the entries of the function that one of which no line speaks stands for, by its name
// and what it takes: one that ends its caller's goroutine, as a part of [testing.TB] does that a package of helpers declares for
// itself, or the program, as a logger's does.
//
//	type TestingT interface { Errorf(format string, args ...any); FailNow() }
//	type Logger interface { Printf(format string, args ...any); Fatalf(format string, args ...any) }
//	func Fatal(args ...any)
//
// Of the first it cannot be told whether Fatal ends more than the goroutine, unless it has a
// method that only tests have.
func contractOf(fn *types.Func) []Entry {
	takes, ends := endings[fn.Name()]
	if !ends || IsStd(fn.Pkg().Path()) || !takes(fn.Signature()) {
		return nil
	}
	var all *types.Interface
	if recv := fn.Signature().Recv(); recv != nil {
		all, _ = recv.Type().Underlying().(*types.Interface)
	}
	switch name := fn.Name(); {
	case strings.HasPrefix(name, "Fatal") && (all == nil || !hasAny(all, "FailNow", "Helper", "Skip", "SkipNow")):
		return bySubject()[subject{pkg: "log", name: name}]
	case all != nil:
		return bySubject()[subject{pkg: "testing", typ: "TB", name: name}]
	}
	return nil
}

// endings are the methods of [testing.TB] and [log.Logger] that do not return, with what
// tells them from others of the same name.
var endings = map[string]func(*types.Signature) bool{
	"FailNow": takesNothing,
	"SkipNow": takesNothing,
	"Fatal":   takesAny,
	"Fatalf":  takesAny,
	"Fatalln": takesAny,
	"Skip":    takesAny,
	"Skipf":   takesAny,
}

func takesNothing(sig *types.Signature) bool {
	return sig.Params().Len() == 0 && sig.Results().Len() == 0
}

// takesAny reports whether a function takes any arguments, maybe a format before them.
func takesAny(sig *types.Signature) bool {
	n := sig.Params().Len()
	if !sig.Variadic() || n > 2 || sig.Results().Len() > 0 {
		return false
	}
	if n == 2 && !types.Identical(sig.Params().At(0).Type(), types.Typ[types.String]) {
		return false
	}
	last, ok := sig.Params().At(n - 1).Type().(*types.Slice)
	if !ok {
		return false
	}
	elem, ok := last.Elem().Underlying().(*types.Interface)
	return ok && elem.Empty()
}

func hasAny(t *types.Interface, names ...string) bool {
	for m := range t.Methods() {
		if slices.Contains(names, m.Name()) {
			return true
		}
	}
	return false
}
