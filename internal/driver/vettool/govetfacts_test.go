package vettool

import (
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// factModule has facts about objects of every kind, and ways of every kind to
// reach them.
const factModule = `
-- go.mod --
module m
go 1.26
-- a/a.go --
package a

func FuncFact() error { return nil }

var VarFact, varFact int

const ConstFact = 1

type TypeFact struct {
	FieldFact  int
	fieldFact  int
	Struct struct{ InnerFact, innerFact bool }
}

func (*TypeFact) MethodFactOther() {}
func (TypeFact) methodFact(paramFact int) (resultFact string) { localFact := 1; _ = localFact; return }

type typeFact struct{ HiddenFact int }

func (typeFact) OfHiddenFact() {}

func Hidden() (t typeFact) { return }

type IfaceFact interface {
	AbstractFact(argFact int)
	error
}

type GenericFact[TFact any] struct{ GFieldFact TFact }

func (*GenericFact[UFact]) GMethodFact(p UFact) {}

type AliasFact = GenericFact[TypeFact]

type unreachableFact struct{}

func (unreachableFact) LostFact() {}
-- b/b.go --
package b

import "m/a"

type Embeds struct{ *a.TypeFact }

var Inst a.GenericFact[int]

func Takes(a.IfaceFact) {}

var H = a.Hidden()

func BFuncFact() a.AliasFact { return a.AliasFact{} }
-- c/c.go --
package c

import "m/b"

var V b.Embeds

type C struct{ cFact func(x b.Embeds) }

func (C) CMethodFact() { b.Takes(nil) }
-- none/none.go --
package none

import "m/c"

// Passes on what c has to say, and has nothing to say of its own.
type Same = c.C

func New() Same { return Same{} }
-- d/d.go --
package d

import (
	"m/none"
	"m/b"
)

var _ = none.New
var _ = b.H
-- e/e.go --
package e

import "m/d"
import _ "m/none"

var _ = d.X
-- d/x.go --
package d

var X int
`

// TestFactsLikeUnitchecker compares the facts that each package sees with those
// that it sees under x/tools.
func TestFactsLikeUnitchecker(t *testing.T) {
	t.Parallel()
	dir := extract(t, factModule)
	vet := "-vettool=" + program(t, "vettool")
	own := goVet(t, dir, nil, vet, "-facts", "-facts.prefilter=all", "./...")
	theirs := goVet(t, dir, nil, "-vettool="+program(t, "unitchecker"), "-facts", "./...")
	quick := goVet(t, dir, nil, vet, "-facts", "-facts.prefilter=names", "./...")
	noExport := []string{typesEnv + "=" + typesFromVetx, "GOFLAGS=-toolexec=" + program(t, "toolexec"), toolexecNoExport + "=1"}
	types := goVet(t, dir, noExport, vet, "-facts", "-facts.prefilter=all", "./...")
	quickTypes := goVet(t, dir, noExport, vet, "-facts", "-facts.prefilter=names", "./...")

	for _, pkg := range []string{"m/a", "m/b", "m/c", "m/none", "m/d", "m/e"} {
		want := messages(t, theirs, pkg, "facts")
		for source, tree := range map[string]wire.Tree{"export data": own, "facts": types} {
			if got := messages(t, tree, pkg, "facts"); !slices.Equal(got, want) {
				t.Errorf("with types from %s %s sees\n\t%s\nunder unitchecker it sees\n\t%s", source, pkg, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		}
		// The prefilter knows nothing of package facts.
		want = slices.DeleteFunc(want, isPackageFact)
		for source, tree := range map[string]wire.Tree{"export data": quick, "facts": quickTypes} {
			got := slices.DeleteFunc(messages(t, tree, pkg, "facts"), isPackageFact)
			if !slices.Equal(got, want) {
				t.Errorf("with a prefilter, and types from %s, %s sees\n\t%s\nwithout\n\t%s", source, pkg, strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
			}
		}
	}
	c := messages(t, own, "m/c", "facts")
	for fact, want := range map[string]bool{
		"sees m/a.(*TypeFact).MethodFactOther: (*TypeFact).MethodFactOther[15 2]": true, // method of an indirect import
		"sees m/a.(*TypeFact).MethodFactOther: other":                             true,
		"sees m/b.BFuncFact: BFuncFact[9 2]":                                      true,  // function of a direct import
		"sees m/a.FuncFact: FuncFact[8 2]":                                        false, // function of an indirect import
		"sees m/a: m/a[]":                                                         false, // indirect import
		"sees m/b: m/b[]":                                                         true,
	} {
		if slices.Contains(c, fact) != want {
			t.Errorf("m/c: %q is not %v", fact, want)
		}
	}
}

func isPackageFact(message string) bool { return strings.HasSuffix(message, "[]") }
