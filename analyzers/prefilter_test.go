package analyzers_test

import (
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/analyzers/orphanrecv"
	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestPrefilter wants the same findings in the whole corpus, whether packages that do
// nothing with channels are left out by their syntax or not.
func TestPrefilter(t *testing.T) {
	checktest.Slow(t, "runs all checks over the corpus twice")
	load := func() []*packages.Package { return checktest.ReadCorpus(t, corpus()...).Load(t, nil) }
	want := everything(t, load())
	unfiltered(t)
	compare(t, "without the prefilter", everything(t, load()), want)
}

// unfiltered lets all checks look, until the test ends, at packages that do nothing with
// channels too.
func unfiltered(t *testing.T) {
	t.Helper()
	run := ssabuild.Analyzer.Run
	ssabuild.Analyzer.Run = func(pass *analysis.Pass) (any, error) {
		result, err := run(pass)
		if err == nil {
			with := *pass
			with.ResultOf = map[*analysis.Analyzer]any{ssabuild.Analyzer: result}
			ssabuild.Of(&with).TakeChannels()
		}
		return result, err
	}
	t.Cleanup(func() { ssabuild.Analyzer.Run = run })
}

// onlyOperations are packages whose only operation on a channel is one, and which mention
// neither a channel type nor any other operation. In each a goroutine is left.
var onlyOperations = map[string]string{
	"a range over a ticker": `import "time"
func f(work func()) {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C {
			work()
		}
	}()
	work()
	t.Stop()
}`,
	"a range over a ticker in a field": `import "time"
type beat struct{ t *time.Ticker }
func (b *beat) run(work func()) {
	b.t = time.NewTicker(time.Second)
	go func() {
		for range b.t.C {
			work()
		}
	}()
}
func (b *beat) stop() { b.t.Stop() }`,
	"a range over a ticker, with imports that have nothing to do with it": `import (
	_ "strings"
	"time"
	_ "unsafe"
)
func f(work func()) {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C {
			work()
		}
	}()
	t.Stop()
}`,
	"a range in a function of wg.Go": `import ("sync"; "time")
func f(work func()) {
	var wg sync.WaitGroup
	t := time.NewTicker(time.Second)
	wg.Go(func() {
		for range t.C {
			work()
		}
	})
	t.Stop()
}`,
	"a range in a function of an errgroup": `import ("time"; "golang.org/x/sync/errgroup")
func f(work func() error) {
	var g errgroup.Group
	t := time.NewTicker(time.Second)
	g.Go(func() error {
		for range t.C {
			if err := work(); err != nil {
				return err
			}
		}
		return nil
	})
	t.Stop()
}`,
	"a range in a function of time.AfterFunc": `import "time"
func f(work func()) {
	t := time.NewTicker(time.Second)
	time.AfterFunc(time.Second, func() {
		for range t.C {
			work()
		}
	})
	t.Stop()
}`,
	"a receive from a context": `import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	go func() { <-ctx.Done() }()
}`,
	"a receive from a timer": `import "time"
func f() {
	t := time.NewTimer(time.Second)
	go func() { <-t.C }()
	t.Stop()
}`,
	"a select": `import "context"
func f() {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	go func() {
		select {
		case <-ctx.Done():
		}
	}()
}`,
	"an empty select": `
func f() {
	go func() { select {} }()
}`,
}

// TestPrefilterSees wants the finding of each of these packages.
func TestPrefilterSees(t *testing.T) {
	for name, src := range onlyOperations {
		t.Run(name, func(t *testing.T) {
			n := 0
			for _, act := range checktest.Analyze(t, orphanrecv.Analyzer, checktest.Source(t, "package p\n"+src)) {
				n += len(act.Diagnostics)
			}
			if n != 1 {
				t.Errorf("%d findings, want 1", n)
			}
		})
	}
}
