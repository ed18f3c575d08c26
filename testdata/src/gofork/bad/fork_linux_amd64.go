package bad

import (
	"os"
	"runtime"
	"syscall"
)

const forkNumber = syscall.SYS_FORK

// From the issue tracker of Go, for two systems at once.
func daemon(nochdir, noclose int) int {
	ret, ret2, errno := syscall.RawSyscall(syscall.SYS_FORK, 0, 0, 0) // want `^the child of fork has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec and SysProcAttr{Setsid: true}$`
	if errno != 0 {
		return -1
	}
	if ret2 < 0 {
		os.Exit(-1)
	}
	if runtime.GOOS == "darwin" && ret2 == 1 {
		ret = 0
	}
	if ret > 0 {
		os.Exit(0)
	}
	syscall.Umask(0)
	return 0
}

func byNumber() {
	syscall.RawSyscall(57, 0, 0, 0)                         // want `^the child of fork has`
	syscall.Syscall6(uintptr(forkNumber), 0, 0, 0, 0, 0, 0) // want `^the child of fork has`
	syscall.RawSyscall(58, 0, 0, 0)                         // want `^the child of vfork runs on its parent's memory and stack: Go code in it destroys both; re-exec with os/exec and SysProcAttr{Setsid: true}$`
}

func vfork(run func()) {
	if pid, _, _ := syscall.RawSyscall(syscall.SYS_VFORK, 0, 0, 0); pid == 0 { // want `^the child of vfork runs on its parent's memory and stack`
		run()
	}
}
