package noreturn

import (
	"fmt"
	"log"
	"os"
	"runtime"
	"testing"
)

func Exit(code int) { // want Exit:"noReturn"
	fmt.Println("bye")
	os.Exit(code)
}

func Fatal(err error) { // want Fatal:"noReturn"
	log.Fatal(err)
}

func Both(b bool) { // want Both:"noReturn"
	if b {
		Exit(1)
	} else {
		panic("not reached")
	}
}

func Forever() { // want Forever:"noReturn"
	for {
		fmt.Println("tick")
	}
}

func Never() int { // want Never:"noReturn"
	select {}
}

func Goexit() { // want Goexit:"noReturn"
	runtime.Goexit()
}

func Failed(t *testing.T, tb testing.TB) { // want Failed:"noReturn"
	if t != nil {
		t.Fatal("no")
	} else {
		tb.Fatalf("no %d", 1)
	}
}

type logger struct{}

func (logger) Fatal(args ...any) { // want Fatal:"noReturn"
	fatal(args...)
}

func fatal(args ...any) {
	log.Panic(args...)
}

func Generic[T any](x T) { // want Generic:"noReturn"
	panic(x)
}

// Those return, or may.

func Breaks() {
	for {
		break
	}
}

func Maybe(b bool) {
	if b {
		os.Exit(1)
	}
}

func Dynamic(f func()) { f() }

func Literal() { defer func() { os.Exit(1) }() }

// A deferred call may recover.
func Deferred() {
	defer fmt.Println("deferred")
	panic("x")
}

func Recursive(n int) {
	if n > 0 {
		Recursive(n - 1)
	} else {
		fmt.Println()
	}
}

// Functions that call each other: who is declared, or asked, first does not
// matter.

func FirstUp(b bool) { // want FirstUp:"noReturn"
	if b {
		SecondUp()
	}
	os.Exit(1)
}

func SecondUp() { // want SecondUp:"noReturn"
	FirstUp(false)
}

func SecondDown() { // want SecondDown:"noReturn"
	FirstDown(false)
}

func FirstDown(b bool) { // want FirstDown:"noReturn"
	if b {
		SecondDown()
	}
	os.Exit(1)
}

// Nothing here ends but the stack.

func Ping() { Pong() }

func Pong() { Ping() }

// What others call such methods, and such a function.

type reporter interface {
	Errorf(format string, args ...any)
	FailNow()
}

func Reports(r reporter) { // want Reports:"noReturn"
	r.Errorf("no")
	r.FailNow()
}

type log2 interface {
	Fatalf(format string, args ...any)
}

func Logs(l log2) { // want Logs:"noReturn"
	l.Fatalf("no")
}

var exit, replaced = os.Exit, os.Exit

func Exits() { // want Exits:"noReturn"
	exit(1)
}

func Replaced() {
	replaced(1)
}

func Replace(f func(int)) { replaced = f }

type queue interface {
	Skip(n int)
	Fatal() error
}

func Skips(q queue) {
	q.Skip(1)
}

func Asks(q queue) {
	q.Fatal()
}
