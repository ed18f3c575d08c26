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
