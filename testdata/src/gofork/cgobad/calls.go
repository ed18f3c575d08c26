//go:build linux

// Package cgobad forks in C and comes back.
package cgobad

// #cgo LDFLAGS: -lutil
// #include <pty.h>
// #include <stdlib.h>
// #include <unistd.h>
import "C"

import (
	"fmt"
	"os"
)

func fork() {
	if pid := C.fork(); pid == 0 { // want `^the child of C.fork has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec and SysProcAttr{Setsid: true}$`
		fmt.Println("child")
	}
}

func withErrno() error {
	_, err := C.daemon(1, 1) // want `^the child of C.daemon has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec and SysProcAttr{Setsid: true}$`
	return err
}

func terminal() int {
	var master C.int
	if C.forkpty(&master, nil, nil, nil) == 0 { // want `^the child of C.forkpty has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec and SysProcAttr{Setsid: true}$`
		os.Exit(1)
	}
	return int(master)
}

// Between the two calls the child is in Go.
func execs(path *C.char, argv **C.char) {
	if C.vfork() == 0 { // want `^the child of C.vfork runs on its parent's memory and stack: Go code in it destroys both; re-exec with os/exec and SysProcAttr{Setsid: true}$`
		C.execvp(path, argv)
		C._exit(127)
	}
}

func inClosure() func() C.int {
	return func() C.int { return C.fork() } // want `^the child of C.fork has`
}
