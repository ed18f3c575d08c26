package summary_test

import (
	"fmt"
	"go/token"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/lifetimetest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/summary"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// TestSummariesOf says of each call in the functions u what is known of its
// callees, if anything.
func TestSummariesOf(t *testing.T) {
	lifetimetest.Check(t, `package p

import "os"

func shut(f *os.File) { f.Close() }
func look(f *os.File) { f.Fd() }

type one interface{ end(*os.File) }
type onlyOne struct{}
func (*onlyOne) end(f *os.File) { shut(f) }

type two interface{ last(*os.File) }
type first struct{}
func (first) last(f *os.File) { shut(f) }
type second struct{}
func (*second) last(f *os.File) { look(f) }

type generic[T any] struct{}
func (generic[T]) final(*os.File) {}
type three interface{ final(*os.File) }

type none interface{ never() }
type alias = onlyOne

func u(f *os.File, fn func(*os.File), o one, w two, g three, n none, c interface{ Close() error }) {
	shut(f) // want files(closes:[0] borrows:[0])
	func(f *os.File) { f.Close() }(f) // want files(closes:[0] borrows:[0])
	fn(f)
	f.Close()
	c.Close()
	o.end(f) // want files(closes:[1] borrows:[1])
	w.last(f) // two types could be in there
	g.final(f)
	n.never()
	var x two = first{}
	if f == nil {
		x = &second{}
	}
	x.last(f) // want files(closes:[1] borrows:[1]); files(fds:[1] borrows:[1])
	y := two(&second{})
	y.last(f) // want files(fds:[1] borrows:[1])
	g = generic[int]{}
	g.final(f)
}
`, func(w *lifetime.World, say func(token.Pos, string)) {
		fn := lifetimetest.Function(t, w, "u")
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok {
					continue
				}
				list := w.SummariesOf(&call.Call)
				for _, f := range list {
					say(call.Pos(), f.String())
				}
				first := w.SummaryOf(&call.Call)
				if known := !call.Call.IsInvoke() && len(list) > 0; known != (first != nil) || known && first != list[0] {
					t.Errorf("%v: the summary of the static callee is %v", call, first)
				}
			}
		}
	})
}

// TestArguments counts arguments and results from the receiver, whether a method is
// called by name or through an interface.
func TestArguments(t *testing.T) {
	w := lifetimetest.World(t, `package p

import "os"

func u(f *os.File, g interface{ Seek(int64, int) (int64, error) }, fd uintptr) {
	f.Seek(1, 2)
	g.Seek(3, 4)
	os.NewFile(fd, "a")
	f.Fd()
	go f.Sync()
}
`)
	var calls []ssa.CallInstruction
	for _, instr := range lifetimetest.Function(t, w, "u").Blocks[0].Instrs {
		if call, ok := instr.(ssa.CallInstruction); ok {
			calls = append(calls, call)
		}
	}
	for i, want := range []struct {
		args []string
		last model.Operand // as which the model knows the last argument
	}{
		{[]string{"f", "1:int64", "2:int"}, model.Operand{Kind: model.Arg, Index: 1}},
		{[]string{"g", "3:int64", "4:int"}, model.Operand{Kind: model.Arg, Index: 1}},
		{[]string{"fd", `"a":string`}, model.Operand{Kind: model.Arg, Index: 1}},
		{[]string{"f"}, model.Operand{Kind: model.Recv}},
		{[]string{"f"}, model.Operand{Kind: model.Recv}},
	} {
		call := calls[i].Common()
		var args []string
		for i := range summary.Arguments(call) {
			args = append(args, summary.Argument(call, i).Name())
		}
		if !slices.Equal(args, want.args) {
			t.Errorf("%v: arguments %q, want %q", call, args, want.args)
		}
		if got := summary.OperandOf(callee.Of(call), len(args)-1); got != want.last {
			t.Errorf("%v: the last argument is %v, want %v", call, got, want.last)
		}
	}
	if got := summary.ResultsOf(calls[3], 0); len(got) != 1 || got[0] != calls[3].Value() {
		t.Errorf("results %v", got)
	}
	if got := summary.ResultsOf(calls[4], 0); got != nil {
		t.Errorf("results %v of a goroutine", got)
	}
}

func TestCache(t *testing.T) {
	var c summary.Cache[int, string]
	computed := 0
	for _, key := range []int{1, 2, 1, 1, 2} {
		got := c.Get(key, func(key int) string {
			computed++
			return fmt.Sprint(key)
		})
		if got != fmt.Sprint(key) {
			t.Errorf("%d: got %s", key, got)
		}
	}
	if computed != 2 {
		t.Errorf("computed %d times", computed)
	}
}
