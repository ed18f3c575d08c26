package guard

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"golang.org/x/tools/go/analysis"
)

func TestCall(t *testing.T) {
	plain := errors.New("plain")
	for _, test := range []struct {
		f    func() error
		want string
	}{
		{func() error { return nil }, `^<nil>$`},
		{func() error { return plain }, `^plain$`},
		{func() error { panic("oh\nand more") }, `^internal error: panic: oh at internal/guard\.TestCall\.func\d+ \(guard_test\.go:\d+\)$`},
		{func() error { noMap()["x"] = 1; return nil }, `^internal error: panic: assignment to entry in nil map at internal/guard\.TestCall\.func\d+ \(guard_test\.go:\d+\)$`},
		{func() error { panic(failure{plain}) }, `^plain$`},
	} {
		if got := fmt.Sprint(Call(test.f)); !regexp.MustCompile(test.want).MatchString(got) {
			t.Errorf("%q, want %s", got, test.want)
		}
	}
}

// TestEngine asks an engine that fails, one that panics and one that panics when it is
// asked: each who asks learns the same.
func TestEngine(t *testing.T) {
	fails := func(*analysis.Pass) (func() int, error) { return nil, errors.New("cannot") }
	panics := func(*analysis.Pass) (func() int, error) { return nil, boom() }
	lazy := func(*analysis.Pass) (func() int, error) {
		return OnceValue(func() int { _ = boom(); return 0 }), nil
	}
	works := func(*analysis.Pass) (func() int, error) { return OnceValue(func() int { return 7 }), nil }
	panicked := `^internal error: panic: boom at internal/guard\.boom \(guard_test\.go:\d+\)$`
	for name, test := range map[string]struct {
		run  func(*analysis.Pass) (func() int, error)
		want string
	}{
		"fails": {fails, `^cannot$`}, "panics": {panics, panicked}, "lazy": {lazy, panicked}, "works": {works, `^<nil>$`},
	} {
		engine := &analysis.Analyzer{Name: name, Run: Engine(test.run), ResultType: ResultType[func() int]()}
		result, err := engine.Run(nil)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		pass := &analysis.Pass{ResultOf: map[*analysis.Analyzer]any{engine: result}}
		for range 3 {
			got := Call(func() error {
				if n := Of[func() int](pass, engine)(); n != 7 {
					t.Errorf("%s: %d", name, n)
				}
				return nil
			})
			if !regexp.MustCompile(test.want).MatchString(fmt.Sprint(got)) {
				t.Errorf("%s: %v, want %s", name, got, test.want)
			}
		}
	}
}

func boom() error { panic("boom") }

func noMap() map[string]int { return nil }
