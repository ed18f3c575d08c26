package number

import (
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/owners"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A registration is a call after which the kernel watches a descriptor, or no longer
// does, as its operation says; or those in a slice of events, which say that each.
type registration struct {
	fd, op ssa.Value
	events ssa.Value
}

// registrationOf returns the registration that a call is, by a function for it or by the
// number of the system call:
//
//	t3 = syscall.RawSyscall6(SYS_EPOLL_CTL, t0, EPOLL_CTL_ADD, t1, t2, 0, 0)
func registrationOf(call *ssa.CallCommon) (registration, bool) {
	fn := callee.Of(call)
	if entry, ok := model.Of(fn, model.Register); ok {
		i := entry.Operands[0].Index
		if !owners.IsNumber(call.Args[i].Type()) {
			return registration{events: call.Args[i]}, true
		}
		return registration{fd: call.Args[i], op: call.Args[i-1]}, true
	}
	const op, fd, event = 2, 3, 4 // behind the number of the system call and epfd
	if (model.Has(fn, model.Syscall) || model.Has(fn, model.RawSyscall)) && len(call.Args) > event && IsNamed(fn, call.Args[0], "SYS_EPOLL_CTL") {
		return registration{fd: call.Args[fd], op: call.Args[op]}, true
	}
	return registration{}, false
}
