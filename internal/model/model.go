// Package model knows what functions of the standard library, of golang.org/x
// and of a few packages that everybody uses do to the descriptors, channels and
// goroutines that the checks follow. Drivers do not promise facts for the
// standard library, so this knowledge is a table, and it is the only place that
// names functions by string. The table is in the text files here, a file a
// subject; descriptors.txt says how to read them.
package model

import (
	"cmp"
	"go/types"
	"slices"
	"strings"
	"sync"
)

// An Operand says which value of a call an effect speaks of.
type Operand struct {
	Kind  OperandKind
	Index int // of an argument (receiver not counted) or a result
}

// An OperandKind is one of [Recv], [Arg] and [Res].
type OperandKind uint8

const (
	Recv OperandKind = iota
	Arg
	Res
)

// An Entry is one line of the table.
type Entry struct {
	Effect   Effect
	Func     string // as types.Func.FullName prints it, without type parameters
	Operands []Operand
}

// A table is the text, parsed.
type table struct {
	entries  map[subject][]Entry
	names    map[Effect]map[string]bool // of functions, whatever their package and type
	packages map[string]map[Effect][]subject
	members  map[member][]subject // of the types of a package
}

// A member is a name of fields or methods of any type of a package.
type member struct{ pkg, name string }

// theTable is parsed on first use: most packages never ask.
var theTable = sync.OnceValue(func() *table {
	entries, err := parseAll()
	if err != nil {
		panic(err)
	}
	t := &table{
		entries:  make(map[subject][]Entry, len(entries)),
		names:    make(map[Effect]map[string]bool, len(arity)),
		packages: make(map[string]map[Effect][]subject),
		members:  make(map[member][]subject),
	}
	for _, e := range entries {
		s := split(e.Func)
		if m := (member{s.pkg, s.name}); t.entries[s] == nil && s.typ != "" {
			t.members[m] = append(t.members[m], s)
		}
		t.entries[s] = append(t.entries[s], e)
		if t.names[e.Effect] == nil {
			t.names[e.Effect] = make(map[string]bool)
		}
		t.names[e.Effect][s.name] = true
		if t.packages[s.pkg] == nil {
			t.packages[s.pkg] = make(map[Effect][]subject)
		}
		t.packages[s.pkg][e.Effect] = append(t.packages[s.pkg][e.Effect], s)
	}
	return t
})

// EffectsOf returns the entries of fn, nil for most functions. Instances of
// generic functions have the effects of their origin.
func EffectsOf(fn *types.Func) []Entry {
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	s := subject{pkg: fn.Pkg().Path(), name: fn.Name()}
	if recv := fn.Signature().Recv(); recv != nil {
		s.typ = typeOf(recv.Type()).typ
		if s.typ == "" {
			return nil // interface{ M() }
		}
	}
	return theTable().entries[s]
}

// typeOf returns the name of a type, or of what it points to, as a subject.
func typeOf(t types.Type) subject {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return subject{}
	}
	s := subject{typ: named.Obj().Name()}
	if pkg := named.Obj().Pkg(); pkg != nil { // nil for error
		s.pkg = pkg.Path()
	}
	return s
}

// Of returns the entry that says that fn has the effect, the first if there are
// several.
func Of(fn *types.Func, effect Effect) (Entry, bool) {
	entries := EffectsOf(fn)
	i := slices.IndexFunc(entries, func(e Entry) bool { return e.Effect == effect })
	if i < 0 {
		return Entry{}, false
	}
	return entries[i], true
}

// Has reports whether fn has the effect.
func Has(fn *types.Func, effect Effect) bool {
	_, ok := Of(fn, effect)
	return ok
}

// HasOn reports whether fn has the effect on an operand, which is the first, or
// the only one, of its line.
func HasOn(fn *types.Func, effect Effect, on Operand) bool {
	return slices.ContainsFunc(EffectsOf(fn), func(e Entry) bool { return e.Effect == effect && e.Operands[0] == on })
}

// FieldHas reports whether a field of a type has the effect.
func FieldHas(t *types.TypeName, field string, effect Effect) bool {
	return t.Pkg() != nil && says(subject{t.Pkg().Path(), t.Name(), field}, effect)
}

// MayLast reports whether a call of fn may go on as long as a program has use
// for a descriptor. Of packages other than the standard library's nobody knows.
func MayLast(fn *types.Func) bool {
	return fn == nil || fn.Pkg() != nil && (!IsStd(fn.Pkg().Path()) || says(subject{pkg: fn.Pkg().Path()}, Lasts))
}

// IsField reports whether v is a field that has the effect.
func IsField(v *types.Var, effect Effect) bool {
	if v == nil || !v.IsField() || v.Pkg() == nil {
		return false
	}
	for _, s := range theTable().members[member{v.Pkg().Path(), v.Name()}] {
		if !says(s, effect) {
			continue
		}
		if typ := v.Pkg().Scope().Lookup(s.typ); typ != nil {
			if field, _, _ := types.LookupFieldOrMethod(typ.Type(), true, v.Pkg(), s.name); field == v {
				return true
			}
		}
	}
	return false
}

// VarHas reports whether a package variable has the effect.
func VarHas(v types.Object, effect Effect) bool {
	return v.Pkg() != nil && says(subject{pkg: v.Pkg().Path(), name: v.Name()}, effect)
}

// says reports whether the table has such a line.
func says(s subject, effect Effect) bool {
	return slices.ContainsFunc(theTable().entries[s], func(e Entry) bool { return e.Effect == effect })
}

// Names reports whether some function of this name, in whatever package or
// type, has the effect.
func Names(name string, effect Effect) bool { return theTable().names[effect][name] }

// MembersHave reports whether some method or field of a type has one of the effects.
func MembersHave(t *types.TypeName, effects ...Effect) bool {
	if t.Pkg() == nil {
		return false
	}
	of := theTable().packages[t.Pkg().Path()]
	return slices.ContainsFunc(effects, func(e Effect) bool {
		return slices.ContainsFunc(of[e], func(s subject) bool { return s.typ == t.Name() })
	})
}

// NamesIn returns the names that qualify the functions and variables of a package,
// and the types with methods, that have the effect.
func NamesIn(pkg string, effect Effect) []string {
	var names []string
	for _, s := range theTable().packages[pkg][effect] {
		names = append(names, cmp.Or(s.typ, s.name))
	}
	return names
}

// optionPrefixes begin the names of the functions of syscall and x/sys/unix that
// read or write a property of a descriptor at once: they neither wait nor keep it.
var optionPrefixes = []string{"Setsockopt", "Getsockopt", "Ioctl", "Fcntl"}

// IsOption reports whether fn reads or writes a property of a descriptor.
func IsOption(fn *types.Func) bool {
	return IsSyscall(fn) && slices.ContainsFunc(optionPrefixes, func(p string) bool { return strings.HasPrefix(fn.Name(), p) })
}

// IsSyscall reports whether fn is a function of package syscall or of
// golang.org/x/sys/unix.
func IsSyscall(fn *types.Func) bool { return fn != nil && fn.Pkg() != nil && IsSystem(fn.Pkg().Path()) }

// IsSystem reports whether a package path is that of a package of system calls:
// syscall or golang.org/x/sys/unix.
func IsSystem(path string) bool { return path == "syscall" || path == "golang.org/x/sys/unix" }

// IsPrint reports whether fn formats its arguments and forgets them.
func IsPrint(fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "fmt" || fn.Pkg().Path() == "log" || fn.Pkg().Path() == "log/slog")
}

// roots are the first elements of the import paths of the standard library.
var roots = strings.Fields(`
	archive bufio bytes cmd cmp compress container context crypto database debug
	embed encoding errors expvar flag fmt go hash html image index internal io
	iter log maps math mime net os path plugin reflect regexp runtime slices
	sort strconv strings structs sync syscall testing text time unicode unique
	unsafe uuid vendor weak`)

// IsStd reports whether a package path belongs to the standard library. In
// GOPATH mode a user's package may look alike; it is then taken for one.
func IsStd(path string) bool {
	root, _, _ := strings.Cut(path, "/")
	_, ok := slices.BinarySearch(roots, root)
	return ok
}
