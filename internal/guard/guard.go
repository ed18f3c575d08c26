// Package guard keeps a panic in an analyzer of ours from ending the driver that runs
// it, whichever that is: few drivers recover, and what those that do make of a panic
// costs the findings of all other analyzers.
//
// An analyzer that others require (an engine) has a [Result], which has a value or the
// reason why there is none. Who asks for a value that is not there panics in turn, with
// that reason, so it comes to the guard of a check, which tells the user.
package guard

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// A failure says why an analyzer has no result.
type failure struct{ error }

// Call calls f and turns a panic into an error: the first line of its value and the
// innermost place in our code. It cannot help where the runtime gives up, as it does
// when a stack is full, nor with goroutines that f starts.
func Call(f func() error) (err error) {
	defer func() {
		switch v := recover().(type) {
		case nil:
		case failure:
			err = v.error // of an engine; its place is told
		default:
			line, _, _ := strings.Cut(fmt.Sprint(v), "\n")
			err = errors.New("internal error: panic: " + line + panicFrame())
		}
	}()
	return f()
}

// A Result is the result of an engine's pass.
type Result[T any] struct {
	value T
	err   error
}

// ResultType returns the result type of an engine with values of type T.
func ResultType[T any]() reflect.Type { return reflect.TypeFor[*Result[T]]() }

// Engine returns the Run of an engine. It never fails: [Of] does.
func Engine[T any](run func(*analysis.Pass) (T, error)) func(*analysis.Pass) (any, error) {
	return func(pass *analysis.Pass) (any, error) {
		r := new(Result[T])
		r.err = Call(func() (err error) {
			r.value, err = run(pass)
			return err
		})
		return r, nil
	}
}

// Of returns the value of an engine that the pass's analyzer requires. If there is none it
// panics: see [Call].
func Of[T any](pass *analysis.Pass, engine *analysis.Analyzer) T {
	r := pass.ResultOf[engine].(*Result[T])
	if r.err != nil {
		panic(failure{r.err})
	}
	return r.value
}

// modulePrefix begins the names of the functions of our module.
var modulePrefix, _, _ = strings.Cut(reflect.TypeFor[failure]().PkgPath(), "internal/")

// panicFrame returns " at function (file:line)" for the innermost function of
// ours that the panic being recovered passed through.
func panicFrame() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	panicking := false
	for {
		f, more := frames.Next()
		if panicking && strings.HasPrefix(f.Function, modulePrefix) {
			return fmt.Sprintf(" at %s (%s:%d)", strings.TrimPrefix(f.Function, modulePrefix), filepath.Base(f.File), f.Line)
		}
		panicking = panicking || f.Function == "runtime.gopanic"
		if !more {
			return ""
		}
	}
}

// OnceValue is [sync.OnceValue] for what engines compute on demand: if f panics, every
// caller learns where.
func OnceValue[T any](f func() T) func() T {
	once := sync.OnceValues(func() (value T, err error) {
		err = Call(func() error {
			value = f()
			return nil
		})
		return value, err
	})
	return func() T {
		value, err := once()
		if err != nil {
			panic(failure{err})
		}
		return value
	}
}
