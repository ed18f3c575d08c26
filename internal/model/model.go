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

// The table is parsed on first use, and indexed as it is asked: of most packages somebody
// wants to know no more than whether they mention a name.
var (
	theRecords = sync.OnceValue(func() []record {
		all, err := parseAll()
		if err != nil {
			panic(err)
		}
		return all
	})
	bySubject = sync.OnceValue(func() map[subject][]Entry {
		return group(theRecords(), func(r record) (subject, Entry, bool) { return r.subject, r.Entry, true })
	})
	byName = sync.OnceValue(func() map[nameEffect]bool { // whatever the package and type
		m := make(map[nameEffect]bool, len(theRecords()))
		for _, r := range theRecords() {
			m[nameEffect{r.name, r.Effect}] = true
		}
		return m
	})
	byPackage = sync.OnceValue(func() map[nameEffect][]subject {
		return group(theRecords(), func(r record) (nameEffect, subject, bool) { return nameEffect{r.pkg, r.Effect}, r.subject, true })
	})
	// byMember has the types of a package that have a field or method of a name.
	byMember = sync.OnceValue(func() map[member][]subject {
		return group(theRecords(), func(r record) (member, subject, bool) { return member{r.pkg, r.name}, r.subject, r.typ != "" })
	})
)

// A nameEffect is a name, of functions or of a package, and what they do.
type nameEffect struct {
	name   string
	effect Effect
}

// A member is a name of fields or methods of any type of a package.
type member struct{ pkg, name string }

// group returns what of each record, by key, in the order of the records. All lists lie
// in one array.
func group[K comparable, V any](records []record, of func(record) (K, V, bool)) map[K][]V {
	counts := make(map[K]int, len(records))
	for _, r := range records {
		if k, _, ok := of(r); ok {
			counts[k]++
		}
	}
	all := make([]V, len(records))
	m := make(map[K][]V, len(counts))
	for _, r := range records {
		k, v, ok := of(r)
		if !ok {
			continue
		}
		list, ok := m[k]
		if !ok {
			n := counts[k]
			list, all = all[:0:n], all[n:]
		}
		m[k] = append(list, v)
	}
	return m
}

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
			return contractOf(fn) // interface{ M() }
		}
	}
	if entries, ok := bySubject()[s]; ok {
		return entries
	}
	return contractOf(fn)
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
	for _, s := range byMember()[member{v.Pkg().Path(), v.Name()}] {
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
	return slices.ContainsFunc(bySubject()[s], func(e Entry) bool { return e.Effect == effect })
}

// Names reports whether some function of this name, in whatever package or
// type, has the effect.
func Names(name string, effect Effect) bool { return byName()[nameEffect{name, effect}] }

// MembersHave reports whether some method or field of a type has one of the effects.
func MembersHave(t *types.TypeName, effects ...Effect) bool {
	if t.Pkg() == nil {
		return false
	}
	return slices.ContainsFunc(effects, func(e Effect) bool {
		return slices.ContainsFunc(byPackage()[nameEffect{t.Pkg().Path(), e}], func(s subject) bool { return s.typ == t.Name() })
	})
}

// NamesIn returns the names that qualify the functions and variables of a package,
// and the types with methods, that have the effect.
func NamesIn(pkg string, effect Effect) []string {
	var names []string
	for _, s := range byPackage()[nameEffect{pkg, effect}] {
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

// IsKeepAlive reports whether fn is runtime.KeepAlive.
func IsKeepAlive(fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "runtime" && fn.Name() == "KeepAlive"
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
