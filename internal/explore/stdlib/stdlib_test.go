package stdlib

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/code"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/explore/interp"
	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// effectsOfModel returns the constants of type Effect in package model.
func effectsOfModel(t *testing.T) (list []model.Effect) {
	t.Helper()
	name := filepath.Join(filepath.Dir(checktest.Testdata()), "internal/model/effects.go")
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			for _, v := range spec.(*ast.ValueSpec).Values {
				text, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, model.Effect(text))
			}
		}
	}
	if len(list) < 50 {
		t.Fatalf("only %d effects", len(list))
	}
	return list
}

// TestExplored checks that each effect of which the model says that the explorer
// interprets it has an intrinsic, and the other way round.
func TestExplored(t *testing.T) {
	known := effectsOfModel(t)
	for _, e := range known {
		if run := Intrinsics[e]; (run != nil) != e.Explored() {
			t.Errorf("%s: explored %t, has an intrinsic %t", e, e.Explored(), run != nil)
		}
	}
	for e := range Intrinsics {
		if !slices.Contains(known, e) {
			t.Errorf("%s is no effect of the model", e)
		}
	}
}

// A runner runs all states that come to be, and keeps those in which all goroutines
// wait or have ended.
type runner struct {
	todo   []*domain.State
	gaveUp []interp.GiveUp
}

func (r *runner) Push(s *domain.State)        { r.todo = append(r.todo, s) }
func (r *runner) Worth(*domain.State) bool    { return true }
func (r *runner) GiveUp(reason interp.GiveUp) { r.gaveUp = append(r.gaveUp, reason) }
func (r *runner) Doubt()                      {}
func (r *runner) Crashes(*domain.State, int)  {}

// outcomes runs the root, which is the function f, without any scheduling: each
// goroutine goes to its first visible operation. It says for each path where each
// goroutine is then.
func outcomes(t *testing.T, src string) (list []string) {
	t.Helper()
	pkg := checktest.Source(t, "package p\n"+src)
	checktest.Pass(t, pkg, func(pass *analysis.Pass) {
		s := ssabuild.Of(pass).SSA()
		p := code.NewProgram(s, s.Worlds()[0], nil)
		var view *effects.View
		for _, fn := range p.World.Funcs {
			if fn.Name() == "f" {
				view = p.Effects.View(fn)
			}
		}
		r := new(runner)
		m := interp.New(p, view, r, Intrinsics)
		for _, s := range m.Initial() {
			r.Push(s)
		}
		for len(r.todo) > 0 {
			st := r.todo[0]
			r.todo = r.todo[1:]
			list = append(list, settle(m, st))
		}
		if len(r.gaveUp) > 0 {
			t.Errorf("gave up: %v", r.gaveUp)
		}
	}, ssabuild.Analyzer)
	slices.Sort(list)
	return list
}

// settle runs the goroutines of a state and returns a letter for each: where it is.
func settle(m *interp.Interpreter, s *domain.State) string {
	for i := 0; i < len(s.Goroutines); i++ {
		for s.Goroutines[i].Status == domain.Running {
			goesOn := m.Step(s, i)
			switch {
			case s.Ended:
				return "exit"
			case !goesOn:
				return "cut"
			}
		}
	}
	var text []byte
	for _, g := range s.Goroutines {
		switch {
		case g.Status == domain.Done:
			text = append(text, 'd')
		case g.Wait == nil:
			text = append(text, '?')
		case g.Wait.Lock != domain.NoLock:
			text = append(text, "-lwrzoteyns*"[g.Wait.Lock])
		default:
			text = append(text, 'c')
		}
	}
	return string(text)
}

// TestIntrinsics has what the calls of known functions do up to where goroutines wait:
// c for a channel, l a lock, r a reader's, z a wait group, o room in a group, t a timer,
// e the end of a context, y for others to come first, * for anybody; d is done.
func TestIntrinsics(t *testing.T) {
	const contexts = `
import ("context"; "time")
var _ context.Context
var _ time.Duration
`
	for _, test := range []struct {
		name, src string
		want      []string
	}{
		{"exit", `import "os"
func f() { os.Exit(1) }`, []string{"exit"}},
		{"goexit", `import "runtime"
func f(c chan int) { c2 := make(chan int); go func() { runtime.Goexit(); <-c2 }(); <-c2 }`, []string{"cd"}},
		{"goexit runs what is deferred", `import "runtime"
func f(c chan int) { c2 := make(chan int); go func() { defer func() { <-c2 }(); runtime.Goexit() }(); <-c2 }`, []string{"cc"}},
		{"lock", `import "sync"
func f() { var mu sync.Mutex; mu.Lock() }`, []string{"l"}},
		{"reader", `import "sync"
func f() { var mu sync.RWMutex; mu.RLock() }`, []string{"r"}},
		{"lock made elsewhere", `import "sync"
func f(mu *sync.Mutex) { c := make(chan int); mu.Lock(); c <- 1 }`, []string{"c"}},
		{"unlock of what is not locked", `import "sync"
func f() { var mu sync.Mutex; mu.Unlock() }`, []string{"cut"}},
		{"locker", `import "sync"
func f() { var mu sync.Mutex; var l sync.Locker = &mu; l.Lock() }`, []string{"l"}},
		{"try", `import "sync"
func f() { c := make(chan int); var mu sync.Mutex; if !mu.TryLock() { return }; if mu.TryLock() { return }; mu.Unlock(); if !mu.TryLock() { return }; c <- 1 }`, []string{"c"}},
		{"wait group", `import "sync"
func f() { var wg sync.WaitGroup; wg.Add(2); wg.Done(); wg.Wait() }`, []string{"z"}},
		{"too many done", `import "sync"
func f() { var wg sync.WaitGroup; wg.Done() }`, []string{"cut"}},
		{"group of goroutines", `import "sync"
func f() { c := make(chan int); var wg sync.WaitGroup; wg.Go(func() { c <- 1 }); wg.Wait() }`, []string{"zc"}},
		{"once", `import "sync"
func f() { c := make(chan int, 1); var o sync.Once; n := 0; o.Do(func() { n++ }); o.Do(func() { n++ }); if n == 1 { c <- 1 } }`, []string{"c"}},
		{"once func", `import "sync"
func f() { c := make(chan int, 1); n := 0; g := sync.OnceFunc(func() { n++ }); g(); g(); if n == 1 { c <- 1 } }`, []string{"c"}},
		{"once made elsewhere", `import "sync"
func f(o *sync.Once) { c := make(chan int); o.Do(func() { c <- 1 }) }`, []string{"c", "d"}},
		{"errgroup", `import "golang.org/x/sync/errgroup"
func f() { c := make(chan int); var g errgroup.Group; g.SetLimit(1); g.Go(func() error { c <- 1; return nil }) }`, []string{"o"}},
		{"try go", `import "golang.org/x/sync/errgroup"
func f() { c := make(chan int); var g errgroup.Group; g.SetLimit(1); a := g.TryGo(func() error { c <- 1; return nil }); b := g.TryGo(func() error { c <- 2; return nil }); if a && !b { <-c } }`, []string{"cc"}},
		{"wait of a group", `import "golang.org/x/sync/errgroup"
func f() { var g errgroup.Group; g.Wait() }`, []string{"z"}},
		{"context", contexts + `func f() { ctx, cancel := context.WithCancel(context.Background()); if ctx.Err() != nil { return }; cancel(); if ctx.Err() == nil { return }; <-ctx.Done() }`, []string{"c"}},
		{"context that ends by itself", contexts + `func f() { c := make(chan int); ctx, _ := context.WithTimeout(context.Background(), 1); if ctx.Err() != nil { return }; <-c }`, []string{"c", "d"}},
		{"context of a context", contexts + `func f() { ctx, cancel := context.WithCancel(context.Background()); ctx2, _ := context.WithCancel(context.WithValue(ctx, 1, 2)); cancel(); if ctx2.Err() == nil { return }; <-ctx2.Done() }`, []string{"c"}},
		{"detached context", contexts + `func f() { ctx, cancel := context.WithCancel(context.Background()); ctx2, _ := context.WithCancel(context.WithoutCancel(ctx)); cancel(); if ctx2.Err() == nil { return }; <-ctx2.Done() }`, []string{"d"}},
		{"after the end", contexts + `func f() { c := make(chan int); ctx, _ := context.WithCancel(context.Background()); stop := context.AfterFunc(ctx, func() { c <- 1 }); _ = stop; <-c }`, []string{"ce"}},
		{"after the end, stopped", contexts + `func f() { c := make(chan int); ctx, _ := context.WithCancel(context.Background()); stop := context.AfterFunc(ctx, func() { c <- 1 }); if !stop() { return }; <-c }`, []string{"cd"}},
		{"timer", contexts + `func f() { t := time.NewTimer(1); if !t.Stop() { return }; if t.Stop() { return }; if t.Reset(1) { return }; <-t.C }`, []string{"c"}},
		{"ticker", contexts + `func f() { t := time.NewTicker(1); t.Stop(); t.Reset(2); <-t.C }`, []string{"c"}},
		{"after", contexts + `func f() { <-time.After(1); <-time.Tick(1) }`, []string{"c"}},
		{"after a while", contexts + `func f() { c := make(chan int); time.AfterFunc(1, func() { c <- 1 }); <-c }`, []string{"ct"}},
		{"atomic", `import "sync/atomic"
func f() { c := make(chan int); var n atomic.Int32; if n.Add(2) != 2 || n.Load() != 2 { return }; n.Store(5); if n.Swap(6) != 5 || n.CompareAndSwap(5, 7) || !n.CompareAndSwap(6, 8) || n.Load() != 8 { return }; <-c }`, []string{"c"}},
		{"atomic flag", `import "sync/atomic"
func f() { c := make(chan int); var b atomic.Bool; if b.Load() || b.Swap(true) || !b.Load() || !b.CompareAndSwap(true, false) { return }; <-c }`, []string{"c"}},
		{"atomic function", `import "sync/atomic"
func f() { c := make(chan int); var n int32; if atomic.AddInt32(&n, 1) != 1 || !atomic.CompareAndSwapInt32(&n, 1, 3) || atomic.LoadInt32(&n) != 3 { return }; <-c }`, []string{"c"}},
		{"subtest", `import "testing"
func f(t *testing.T) { c := make(chan int); t.Run("a", func(t *testing.T) { c <- 1 }) }`, []string{"c"}},
		{"parallel subtest", `import "testing"
func f(t *testing.T) { c := make(chan int); t.Run("a", func(t *testing.T) { t.Parallel(); c <- 1 }); <-c }`, []string{"c"}},
		{"cleanup", `import "testing"
func f(t *testing.T) { c := make(chan int); t.Cleanup(func() { c <- 1 }); <-c }`, []string{"c"}},
		{"calls many times", `import "slices"
func f(list []int) { c := make(chan int); slices.ContainsFunc(list, func(n int) bool { c <- n; return false }) }`, []string{"c", "d"}},
		{"serves", `import "net/http"
func f() { c := make(chan int); http.ListenAndServe("", nil); <-c }`, []string{"*"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := outcomes(t, test.src); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
