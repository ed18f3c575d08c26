package deadblocks

import (
	"log"
	"os"

	"ssabuild/noreturn"
)

func afterExit() {
	os.Exit(1)
	println()
}

func afterFatal(err error) {
	if err != nil {
		log.Fatal(err)
		println()
	}
	println() // want `reached`
}

func afterFact(b bool) {
	if b {
		noreturn.Exit(2)
		println()
	}
	println() // want `reached`
}

func afterOwn() {
	die()
	println()
}

func die() { panic("die") }

func afterMethod(l *log.Logger) {
	l.Fatalf("%d", 1)
	println()
}

// Literals that stand behind such a call are never made.
func literalAfterExit(n int) {
	os.Exit(1)
	func() { println() }()
	go func() {
		defer func() { println(n) }()
	}()
	for range func(yield func() bool) { yield() } {
		func() { println() }()
	}
}

func literalOnOnePath(b bool) {
	if b {
		die()
		defer func() { println() }()
	}
	f := func() { println() } // want `reached`
	f()
}

func literalInLiteral() {
	func() {
		func() { println() }() // want `reached`
		die()
		func() { println() }()
	}()
}

// Nothing makes these either, but control comes by.
func unused(b bool) {
	_ = func() { println() }  // want `reached`
	f := func() { println() } // want `reached`
	_ = f
	if b {
		die()
		_ = func() { println() }
	}
}

var _ = func() { println() } // want `reached`
