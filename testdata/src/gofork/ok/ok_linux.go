package ok

import (
	"fmt"
	"os"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

func setsid(argv []string) (int, error) {
	return syscall.ForkExec(argv[0], argv, &syscall.ProcAttr{Sys: &syscall.SysProcAttr{Setsid: true}})
}

func namespaces(argv []string) (*os.Process, error) {
	attr := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWUSER | syscall.CLONE_NEWPID}
	return os.StartProcess(argv[0], argv, &os.ProcAttr{Sys: attr})
}

// A careful child: raw system calls until it execs or ends.
func careful(path, argv, envv uintptr, dir *byte) (int, error) {
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 {
		return 0, fmt.Errorf("clone: %w", errno) // not in the child
	}
	if pid != 0 {
		return int(pid), nil
	}
	if _, _, errno = syscall.RawSyscall(syscall.SYS_CHDIR, uintptr(unsafe.Pointer(dir)), 0, 0); errno == 0 {
		_, _, errno = syscall.RawSyscall(syscall.SYS_EXECVE, path, argv, envv)
	}
	for {
		syscall.RawSyscall(syscall.SYS_EXIT, uintptr(errno), 0, 0)
	}
}

// Exit needs no other thread.
func exits(code int) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if pid == 0 {
		os.Exit(code)
	}
	syscall.Wait4(int(pid), nil, 0, nil)
}

// The error is none in the child, so it is copied nowhere.
func carefulError() (err error) {
	pid, _, err := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if pid == 0 {
		end(0)
	}
	return err
}

// Each system has its order of arguments, but each program only one system.
func perSystem(flags uintptr) {
	var pid uintptr
	if runtime.GOARCH == "none" {
		pid, _, _ = syscall.RawSyscall(syscall.SYS_CLONE, 0, flags, 0)
		fmt.Println(pid)
	}
}

// It ends before it comes to the rest.
func branch() {
	pid, _, errno := unix.RawSyscall(unix.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if errno != 0 {
		panic(errno)
	}
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
		panic("unreachable")
	}
	var status syscall.WaitStatus
	syscall.Wait4(int(pid), &status, 0, nil)
}

// The child is what the parent is not; a daemon needs no exit.
func otherwise() {
	switch pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0); {
	case pid > 0:
		fmt.Println(pid)
	case int(pid) == 0:
		for {
		}
	}
}

// On darwin the second result tells.
func twoSystems() {
	pid, second, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if runtime.GOOS == "darwin" && second == 1 {
		pid = 0
	}
	if pid > 0 {
		fmt.Println(pid)
		return
	}
	syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
}

// Helpers that are as careful.
func helpers(fds []uintptr) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if pid == 0 {
		closeAll(fds[:min(len(fds), 10)])
		closeAll(fds)
		end(0)
	}
}

func closeAll(fds []uintptr) {
	for i := 0; i < len(fds); i++ {
		syscall.RawSyscall(syscall.SYS_CLOSE, fds[i], 0, 0)
	}
}

func end(code uintptr) {
	for {
		syscall.RawSyscall(syscall.SYS_EXIT, code, 0, 0)
	}
}

// The helper that ends the child is called twice, and comes back neither time.
func endsTwice(fd uintptr) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if pid != 0 {
		return
	}
	if fd == 0 {
		endGroup(1)
	}
	endGroup(2)
	fmt.Println("not reached")
}

func endGroup(code uintptr) {
	syscall.RawSyscall(syscall.SYS_EXIT_GROUP, code, 0, 0)
}

// So does one of two that call each other.
func endsDeep(fds []uintptr) {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if pid == 0 {
		closeOne(fds)
		fmt.Println("not reached")
	}
}

func closeOne(fds []uintptr) {
	if len(fds) == 0 {
		endGroup(0)
	}
	closeRest(fds)
}

func closeRest(fds []uintptr) {
	syscall.RawSyscall(syscall.SYS_CLOSE, fds[0], 0, 0)
	closeOne(fds[1:])
}

// A hold of the parent, as long as the child sleeps.
func hold(d time.Duration) {
	ts := syscall.NsecToTimespec(int64(d))
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, syscall.CLONE_VFORK|uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno != 0 {
		return
	}
	if pid == 0 {
		syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&ts)), 0, 0)
		syscall.RawSyscall(syscall.SYS_EXIT_GROUP, 0, 0, 0)
	}
	syscall.Wait4(int(pid), nil, 0, nil)
}

//go:linkname beforeFork syscall.runtime_BeforeFork
func beforeFork()

//go:linkname afterFork syscall.runtime_AfterFork
func afterFork()

//go:linkname afterForkInChild syscall.runtime_AfterForkInChild
func afterForkInChild()

// Asks the runtime, as package syscall does.
func linked() uintptr {
	beforeFork()
	pid, _, errno := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0)
	if errno != 0 || pid != 0 {
		afterFork()
		return pid
	}
	afterForkInChild()
	end(0)
	return 0
}

// Whoever marks a function so knows what a child may do.
//
//go:norace
func norace(child func()) {
	if pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0); pid == 0 {
		child()
	}
}

//go:noinline
//go:nosplit
func nosplit(child func()) {
	func() {
		if pid, _, _ := syscall.RawSyscall(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0); pid == 0 {
			child()
		}
	}()
}

// A thread is not a fork.
func thread(stack uintptr, more uintptr) {
	const flags = syscall.CLONE_VM | syscall.CLONE_SIGHAND | syscall.CLONE_THREAD
	syscall.RawSyscall(syscall.SYS_CLONE, flags, stack, 0)
	syscall.RawSyscall(syscall.SYS_CLONE, flags|more, stack, 0)
}

// Does the kernel have it? Without arguments it fails, as with a file that is none.
func hasClone3() bool {
	r, _, errno := unix.RawSyscall(unix.SYS_CLONE3, 0, 0, 0)
	return r == 0 && errno != syscall.ENOSYS
}

func hasCloneIntoCgroup() bool {
	args := struct{ flags, ids, cgroup uint64 }{flags: 1 << 33, cgroup: 1 << 31}
	_, _, errno := unix.RawSyscall(unix.SYS_CLONE3, uintptr(unsafe.Pointer(&args)), unsafe.Sizeof(args), 0)
	return errno == syscall.EBADF
}

// Which call it is, is not known.
func trace(number uintptr) {
	syscall.RawSyscall(number, 0, 0, 0)
	for _, number := range []uintptr{syscall.SYS_GETPID, syscall.SYS_CLONE} {
		syscall.RawSyscall(number, 0, 0, 0)
	}
}

// Other calls, and numbers that are no calls.

func pid() uintptr {
	pid, _, _ := syscall.RawSyscall(syscall.SYS_GETPID, 0, 0, 0)
	return pid
}

var denied = map[uintptr]bool{syscall.SYS_CLONE: true, unix.SYS_CLONE3: true}

func RawSyscall(number, a1, a2, a3 uintptr) uintptr { return number }

func notTheirs() uintptr { return RawSyscall(syscall.SYS_CLONE, 0, 0, 0) }
