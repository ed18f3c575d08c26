// Package model knows what functions of the standard library, of golang.org/x
// and of a few packages that everybody uses do to the descriptors, channels and
// goroutines that the checks follow. Drivers do not promise facts for the
// standard library, so this knowledge is a table, and it is the only place that
// names functions by string.
package model

import (
	_ "embed"
	"fmt"
	"go/types"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed model.txt
var text string

// An Effect is something that a function does; model.txt explains each.
type Effect string

const (
	NoReturn    Effect = "noreturn"
	DupFile     Effect = "dupfile"
	SetBlocking Effect = "setblocking"
	SetNonblock Effect = "setnonblock"
	Fcntl       Effect = "fcntl"
	Adopt       Effect = "adopt"
	NewConn     Effect = "newconn"
	HandOff     Effect = "handoff"
	NilTimer    Effect = "niltimer"
)

// arity is the number of operands of each effect.
var arity = map[Effect]int{NoReturn: 0, DupFile: 2, SetBlocking: 1, SetNonblock: 1, Fcntl: 1, Adopt: 1, NewConn: 1, HandOff: 0, NilTimer: 0}

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
	Func     string // as types.Func.FullName prints it
	Operands []Operand
}

// table is parsed on first use: most packages never ask.
var table = sync.OnceValue(func() map[string][]Entry {
	entries, err := parse(text)
	if err != nil {
		panic("model.txt: " + err.Error())
	}
	t := make(map[string][]Entry, len(entries))
	for _, e := range entries {
		t[e.Func] = append(t[e.Func], e)
	}
	return t
})

// Of returns the entry that says that fn has the effect. Instances of generic
// functions have the effects of their origin.
func Of(fn *types.Func, effect Effect) (Entry, bool) {
	if fn == nil || fn.Pkg() == nil || !Names(fn.Name(), effect) { // cheaper than the full name
		return Entry{}, false
	}
	entries := table()[fn.Origin().FullName()]
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

// optionPrefixes begin the names of the functions of syscall and x/sys/unix that
// read or write a property of a descriptor at once: they neither wait nor keep it.
var optionPrefixes = []string{"Setsockopt", "Getsockopt", "Ioctl", "Fcntl"}

// IsOption reports whether fn reads or writes a property of a descriptor.
func IsOption(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "syscall" && fn.Pkg().Path() != "golang.org/x/sys/unix" {
		return false
	}
	return slices.ContainsFunc(optionPrefixes, func(p string) bool { return strings.HasPrefix(fn.Name(), p) })
}

// IsPrint reports whether fn formats its arguments and forgets them.
func IsPrint(fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "fmt" || fn.Pkg().Path() == "log" || fn.Pkg().Path() == "log/slog")
}

// FieldHas reports whether a field of a type has the effect.
func FieldHas(t *types.TypeName, field string, effect Effect) bool {
	return t.Pkg() != nil && slices.ContainsFunc(table()["("+t.Pkg().Path()+"."+t.Name()+")."+field],
		func(e Entry) bool { return e.Effect == effect })
}

// names are the names, without package and receiver, of the functions that
// have an effect.
var names = sync.OnceValue(func() map[Effect]map[string]bool {
	m := make(map[Effect]map[string]bool)
	for name, entries := range table() {
		for _, e := range entries {
			if m[e.Effect] == nil {
				m[e.Effect] = make(map[string]bool)
			}
			m[e.Effect][name[strings.LastIndexByte(name, '.')+1:]] = true
		}
	}
	return m
})

// Names reports whether some function of this name, in whatever package or
// type, has the effect.
func Names(name string, effect Effect) bool { return names()[effect][name] }

func parse(text string) ([]Entry, error) {
	var entries []Entry
	n := 0
	for line := range strings.Lines(text) {
		n++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		e, err := parseLine(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

func parseLine(line string) (Entry, error) {
	fields := strings.Fields(line)
	if len(fields) < 2 {
		return Entry{}, fmt.Errorf("want an effect and a function, got %q", line)
	}
	e := Entry{Effect: Effect(fields[0]), Func: fields[1]}
	want, ok := arity[e.Effect]
	if !ok {
		return Entry{}, fmt.Errorf("unknown effect %q", e.Effect)
	}
	if len(fields)-2 != want {
		return Entry{}, fmt.Errorf("%s takes %d operands, got %q", e.Effect, want, line)
	}
	for _, f := range fields[2:] {
		op, err := parseOperand(f)
		if err != nil {
			return Entry{}, err
		}
		e.Operands = append(e.Operands, op)
	}
	return e, nil
}

func parseOperand(s string) (Operand, error) {
	if s == "recv" {
		return Operand{Kind: Recv}, nil
	}
	kinds := map[string]OperandKind{"arg": Arg, "res": Res}
	if len(s) > 3 {
		kind, ok := kinds[s[:3]]
		index, err := strconv.Atoi(s[3:])
		if ok && err == nil && index >= 0 {
			return Operand{Kind: kind, Index: index}, nil
		}
	}
	return Operand{}, fmt.Errorf("operand %q is not recv, argN or resN", s)
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
