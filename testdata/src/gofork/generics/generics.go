//go:build linux

package generics

import (
	"fmt"
	"syscall"
)

// Instances share the line.
func show[T any](v T) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		fmt.Println(v)
	}
}

func use() {
	show(1)
	show("")
}

// Nobody instantiates it.
func run[F ~func()](f F) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0) // want `^the child of clone has`
	if pid == 0 {
		f()
	}
}

// The number is whatever the type argument makes of it.
func call[N ~uint32 | ~uint64](number N) {
	syscall.RawSyscall(uintptr(number), 0, 0, 0)
}

func uses() { call(uint64(syscall.SYS_CLONE)) }

// The child ends at once.
func probe[C ~int](code C) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if pid == 0 {
		end(code)
	}
}

func end[C ~int](code C) {
	for {
		syscall.RawSyscall(syscall.SYS_EXIT, uintptr(code), 0, 0)
	}
}

func probes() { probe(1) }
