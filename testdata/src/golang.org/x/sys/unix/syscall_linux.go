package unix

import "syscall"

const (
	SYS_CLONE  = syscall.SYS_CLONE
	SYS_CLONE3 = 435
)

func RawSyscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err syscall.Errno) { return 0, 0, 0 }

func RawSyscallNoError(trap, a1, a2, a3 uintptr) (r1, r2 uintptr) { return 0, 0 }
