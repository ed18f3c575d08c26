//go:build linux

// Package bad forks and goes on in Go. SYS_CLONE with SIGCHLD is what fork is on
// systems that have no SYS_FORK.
package bad

import (
	"fmt"
	"log"
	"os"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The daemon of ten thousand tutorials.
func daemonize() error {
	pid, _, errno := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec, SysProcAttr has Cloneflags$`
	if errno != 0 {
		return errno
	}
	if pid != 0 {
		os.Exit(0)
	}
	_, err := syscall.Setsid()
	return err
}

// The child is the branch.
func branch() {
	pid, _, _ := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0) // want `^the child of clone has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec, SysProcAttr has Cloneflags$`
	if pid == 0 {
		fmt.Println("child")
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
	}
}

// Fatal writes before it exits.
func logs() {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		log.Fatal("child")
	}
}

// The result goes to whoever calls.
func fork() (int, error) {
	r, _, errno := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if errno != 0 {
		return -1, errno
	}
	return int(r), nil
}

// The child only ends, but Syscall has to ask the scheduler before it returns.
func notRaw() {
	pid, _, _ := syscall.Syscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone asks the Go scheduler, which has lost its other threads, to return from Syscall and may hang; use RawSyscall$`
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
	}
}

// A container: the flags are not known.
func container(flags uintptr, run func()) {
	pid, _, _ := syscall.RawSyscall6(syscall.SYS_CLONE, flags|uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0) // want `^the child of clone has`
	if pid == 0 {
		run()
	}
}

// vfork by another name.
func shared() {
	const flags = syscall.CLONE_VM | syscall.CLONE_VFORK | uintptr(syscall.SIGCHLD)
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, flags, 0, 0) // want `^the child of clone runs on its parent's memory and stack: Go code in it destroys both; re-exec with os/exec, SysProcAttr has Cloneflags$`
	if pid == 0 {
		os.Exit(0)
	}
}

type cloneArgs struct{ flags, pidfd, childTid, parentTid, exitSignal uint64 }

func clone3(run func()) {
	args := cloneArgs{exitSignal: uint64(syscall.SIGCHLD)}
	pid, _ := unix.RawSyscallNoError(unix.SYS_CLONE3, uintptr(unsafe.Pointer(&args)), unsafe.Sizeof(args), 0) // want `^the child of clone3 has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec, SysProcAttr has Cloneflags$`
	if pid == 0 {
		run()
	}
}

// The child should have ended where execve has failed.
func fallsOut(path, argv, envv uintptr) {
	pid, _, errno := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if errno == 0 && pid == 0 {
		syscall.RawSyscall(syscall.SYS_EXECVE, path, argv, envv)
	}
}

// Exec allocates and waits for a lock of the runtime.
func execs(argv []string) error {
	pid, _, errno := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has lost the Go runtime's other threads and may hang before it execs; use os/exec or syscall.ForkExec$`
	if errno != 0 {
		return errno
	}
	if pid == 0 {
		return syscall.Exec(argv[0], argv, nil)
	}
	return nil
}

// What looks like no call needs the runtime all the same.

func allocates(s string) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		b := []byte(s)
		syscall.RawSyscall(syscall.SYS_WRITE, 1, uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)))
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
	}
}

func concatenates(s, t string) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, uintptr(len(s+t)), 0, 0)
	}
}

func receives(ch chan uintptr) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, <-ch, 0, 0)
	}
}

func throughHelper(errs chan error) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		helper(errs)
	}
}

func helper(errs chan error) {
	syscall.RawSyscall(syscall.SYS_SETSID, 0, 0, 0)
	errs <- nil
}

// The recursion comes to an end, and then the child goes on.
func throughRecursion(fds []uintptr) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		closeAll(fds)
		fmt.Println("closed")
	}
}

func closeAll(fds []uintptr) {
	if len(fds) > 0 {
		syscall.RawSyscall(syscall.SYS_CLOSE, fds[0], 0, 0)
		closeAll(fds[1:])
		syscall.RawSyscall(syscall.SYS_SETSID, 0, 0, 0)
	}
}

// The condition says nothing of the result.
func otherCondition(fg bool) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if fg {
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
	}
	fmt.Println(pid)
}

// Nobody looks at the result at all.

type server struct{ start func() }

func newServer() *server {
	return &server{start: func() {
		call := syscall.RawSyscall
		call(syscall.SYS_CLONE, 0, 0, 0) // want `^the child of clone has`
	}}
}

func elsewhere() {
	defer syscall.RawSyscall(syscall.SYS_CLONE, 0, 0, 0) // want `^the child of clone has`
	go syscall.RawSyscall(syscall.SYS_CLONE, 0, 0, 0)    // want `^the child of clone has`
}

//go:noinline
func marked() {
	syscall.RawSyscall(syscall.SYS_CLONE, 0, 0, 0) // want `^the child of clone has`
}
