// Package gofork defines an Analyzer that reports forks without exec in a
// program with the runtime of Go.
//
// # Analyzer gofork
//
// gofork: report forks whose child goes on with a Go runtime that has lost its threads
//
// fork(2) gives the child one thread: a copy of the one that called it. The
// runtime of Go has several in every program, and nobody tells it that the
// others are gone:
//
//	pid, _, errno := syscall.RawSyscall(syscall.SYS_FORK, 0, 0, 0)
//	if errno != 0 {
//		return errno
//	}
//	if pid != 0 {
//		os.Exit(0)
//	}
//	serve() // hangs
//
// The child runs until it needs one of them: to collect garbage, which stops and
// starts the threads, to start a goroutine beside one that is in a system call,
// or to get a lock that somebody held at the fork. Then it hangs for ever, and no
// signal but SIGKILL ends it. There is no call that repairs the runtime
// (golang/go#15538), so short tests pass, and the daemon dies an hour later.
//
// Start the program again instead. The child then has a runtime of its own:
//
//	cmd := exec.Command(self)
//	cmd.Env = append(os.Environ(), "DAEMON=1")
//	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
//	err := cmd.Start()
//
// SysProcAttr can do what else the child wants before its program runs:
// Cloneflags for namespaces, Chroot, Credential, Ctty. Better still, leave it to
// the supervisor to put the service into the background.
//
// Where it is silent: package os/exec, os.StartProcess and syscall.ForkExec,
// which call exec in the child at once; a raw system call whose child does nothing
// but raw system calls, like that of syscall.ForkExec, until it execs, ends or
// calls os.Exit; functions marked go:norace or go:nosplit, and those that call
// syscall.runtime_BeforeFork through go:linkname, whose authors know; clone with
// CLONE_THREAD, which is no fork; clone3 whose result is not looked at, which asks
// what the kernel has; numbers of system calls that are not constant; forks in the C
// and C++ files of the package. A child that goes to syscall.Exec right away is
// reported all the same: Exec allocates memory and waits for a lock of the runtime
// first.
//
// # Fork
//
// The system call fork, vfork, clone or clone3, made by number, with a child that
// goes on in Go. After vfork, and after clone with CLONE_VM, the child even runs
// on the memory and the stack of its parent.
//
// # Cfork
//
// The C function fork, vfork, daemon or forkpty, called from Go. Its child, or in
// daemon its caller, comes back into the Go code.
//
// # Preamble
//
// The C code in front of import "C" calls one of these functions, and none of the
// exec family or posix_spawn. Functions that ask whether they are in the child, and
// end it with exit thereafter, are left alone, and so are packages with a
// constructor, which runs before the runtime of Go starts.
//
// # Library
//
// A note, for packages main that export functions to C, off unless the flag
// -gofork.libraries is set. Built with -buildmode=c-shared or c-archive, they start
// the runtime with all its threads when they are loaded, before any call, and a
// program that loads them and forks then has the defect described above. It must
// load them with dlopen in the child, after the fork.
package gofork
