//go:build unix

package main

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
)

// Most mutants are compiled together: the code has all of them in it, and a
// variable of the environment says which one is on. So a test is built once and
// not once for each mutant, which is what takes the time.

// A form is how a mutant stands in the code beside the original.
type form uint8

const (
	alone   form = iota // it is compiled by itself
	negated             // of a bool: (x) != on
	either              // of a bool: on && mutant || !on && x
	inPlace             // of a number: func() T { if on { return mutant }; return x }()
	dropped             // of a statement: if !on { x }
)

// schema returns the source with all mutants in it that have a form.
func schema(src []byte, mutants []*mutant) []byte {
	list := slices.DeleteFunc(slices.Clone(mutants), func(m *mutant) bool { return m.form == alone })
	// The outer ones first.
	slices.SortStableFunc(list, func(a, b *mutant) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	text, _ := render(src, 0, len(src), list)
	return append(text, "\n"...)
}

// render returns the source from start to end with the mutants of the list in it
// that lie there, and those that are left.
func render(src []byte, start, end int, list []*mutant) (text []byte, rest []*mutant) {
	var b bytes.Buffer
	at := start
	for len(list) > 0 && list[0].start < end {
		first := list[0]
		n := 1
		for n < len(list) && list[n].start == first.start && list[n].end == first.end {
			n++
		}
		same := list[:n]
		b.Write(src[at:first.start])
		var inner []byte
		inner, list = render(src, first.start, first.end, list[n:])
		for _, m := range same {
			inner = m.in(inner)
		}
		b.Write(inner)
		at = first.end
	}
	b.Write(src[at:end])
	return b.Bytes(), list
}

// in returns the original with the mutant beside it.
func (m *mutant) in(text []byte) []byte {
	on := fmt.Sprintf("mutantOn(%d)", m.id)
	switch m.form {
	case negated:
		return fmt.Appendf(nil, "((%s) != %s)", text, on)
	case either:
		return fmt.Appendf(nil, "(%s && (%s) || !%s && (%s))", on, m.text, on, text)
	case inPlace:
		return fmt.Appendf(nil, "func() %s { if %s { return %s }; return %s }()", m.typ, on, m.text, text)
	case dropped:
		return fmt.Appendf(nil, "if !%s { %s }", on, text)
	}
	return text
}

// switchFile returns the file that each package gets, which reads the environment:
// which mutant is on, and where to write which were come upon.
func switchFile(name string, mutants int) []byte {
	return fmt.Appendf(nil, `package %s

import (
	mutantOS "os"
	mutantConv "strconv"
	mutantAtomic "sync/atomic"
)

var mutantActive, mutantReached = func() (int, *mutantOS.File) {
	active, err := mutantConv.Atoi(mutantOS.Getenv("MUTANT"))
	if err != nil {
		active = -1
	}
	if name := mutantOS.Getenv("MUTANTS_REACHED"); name != "" {
		if f, err := mutantOS.OpenFile(name, mutantOS.O_APPEND|mutantOS.O_CREATE|mutantOS.O_WRONLY, 0o600); err == nil {
			return active, f
		}
	}
	return active, nil
}()

var mutantsSeen [%d]mutantAtomic.Bool

func mutantOn(id int) bool {
	if mutantReached != nil && !mutantsSeen[id].Swap(true) {
		mutantReached.WriteString(mutantConv.Itoa(id) + "\n")
	}
	return id == mutantActive
}
`, name, mutants)
}
