package evidence

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/model"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// pitfall returns the place of goroutines, or threads, whose stack alone tells which
// defect holds a thread, nil if it does not.
func (j *joiner) pitfall(st *profile.Stack) *Place {
	switch {
	case inResolver(st):
		return j.holding("cgoresolver", st, "the C library looks up a name: each lookup holds a thread until it has ended, whoever still waits for it")
	case onBlockingConn(st):
		return j.holding("connfile", st, "the connection is blocking: each read, write or accept that waits holds a thread")
	}
	return nil
}

// inResolver reports whether a stack is in the C library's resolver:
//
//	net._C2func_getaddrinfo        a goroutine
//	getaddrinfo, res_search        the thread below it
func inResolver(st *profile.Stack) bool {
	return slices.ContainsFunc(st.Frames, func(f *profile.Frame) bool {
		if f.Package == "net" {
			return strings.HasPrefix(f.Func, "net._C2func_getaddrinfo") || strings.HasPrefix(f.Func, "net._C2func_getnameinfo") ||
				strings.HasPrefix(f.Func, "net._C2func_res_n") || f.Func == "net.cgoLookupHostIP" || f.Func == "net.cgoLookupAddrPTR"
		}
		name := strings.TrimPrefix(f.Func, "__GI_")
		return f.Package == "" && (name == "getaddrinfo" || name == "getnameinfo" || strings.HasSuffix(name, "_C2func_getaddrinfo"))
	})
}

// onBlockingConn reports whether a goroutine is in a system call of a connection: those of
// one that is not blocking do not wait.
func onBlockingConn(st *profile.Stack) bool {
	if st.Op != profile.Syscall {
		return false
	}
	poll := slices.IndexFunc(st.Frames, func(f *profile.Frame) bool {
		return slices.Contains(waiting, f.Func)
	})
	return poll >= 0 && slices.ContainsFunc(st.Frames[poll:], func(f *profile.Frame) bool {
		return strings.HasPrefix(f.Func, "net.(*netFD).") || strings.HasPrefix(f.Func, "net.(*conn).") || strings.HasPrefix(f.Func, "net.(*rawConn).")
	})
}

// waiting are the methods of descriptors that wait for the other side.
var waiting = []string{
	"internal/poll.(*FD).Read", "internal/poll.(*FD).Write", "internal/poll.(*FD).Accept", "internal/poll.(*FD).Writev",
	"internal/poll.(*FD).ReadFrom", "internal/poll.(*FD).ReadFromInet4", "internal/poll.(*FD).ReadFromInet6",
	"internal/poll.(*FD).ReadMsg", "internal/poll.(*FD).ReadMsgInet4", "internal/poll.(*FD).ReadMsgInet6",
}

// holding returns the place of a pitfall: the finding of that check, if there is one that
// it must be, else the first call of the program's.
func (j *joiner) holding(check string, st *profile.Stack, why string) *Place {
	candidates := j.candidates(check, st)
	if len(candidates) == 1 {
		i := candidates[0]
		p := j.result.Joined[i]
		if p == nil {
			p = newPlace()
			p.Posn, p.Local, p.Pitfall, p.Why = j.findings[i].Posn, true, check, why
			j.result.Joined[i] = p
		}
		j.callers(p, st)
		return p
	}
	p := j.unknown(st)
	p.Pitfall, p.Why = check, why
	if len(candidates) > 1 {
		var where []string
		for _, i := range candidates[:min(len(candidates), 3)] {
			where = append(where, j.findings[i].Posn)
		}
		p.Why += fmt.Sprintf("; one of %d findings of %s may be the cause, such as %s", len(candidates), check, strings.Join(where, ", "))
	}
	return p
}

// candidates returns the findings of a check that may be the cause. One in a package that
// is in the stack is more likely than all others; a connection is blocking, not leaked.
func (j *joiner) candidates(check string, st *profile.Stack) []int {
	var all, near []int
	for i, f := range j.findings {
		if f.Check != check || check == "connfile" && f.Category != "blocking" {
			continue
		}
		all = append(all, i)
		if slices.ContainsFunc(st.Frames, func(frame *profile.Frame) bool { return f.Package != "" && frame.Package == f.Package }) {
			near = append(near, i)
		}
	}
	if len(near) > 0 {
		return near
	}
	return all
}

// callers counts from where a thread is held: the innermost call of the program's.
func (j *joiner) callers(p *Place, st *profile.Stack) {
	for _, f := range st.Frames {
		if !j.foreign(f) {
			if p.Function == "" {
				p.Function = f.Func
			}
			return
		}
	}
}

// forked says so where the threads of a process are those of a child that has lost all
// others: one thread, which waits for the runtime.
func (j *joiner) forked(set *profile.Set) {
	for _, snap := range set.Snapshots {
		if snap.Kind != profile.Threads || snap.Format != profile.ThreadStacks || snap.Count() != 1 {
			continue
		}
		for st := range snap.Tallies {
			if i := slices.IndexFunc(st.Frames, waitsForRuntime); i >= 0 {
				j.note("%s: one thread, which waits in %s for others of the Go runtime: a process that was forked from one with Go in it has none of them (gofork; see gopitfalls inspect)", snap.Source, st.Frames[i].Func)
			}
		}
	}
}

// waitsForRuntime reports whether a function of the runtime waits until another thread has
// done something.
func waitsForRuntime(f *profile.Frame) bool {
	return slices.Contains([]string{
		"_cgo_wait_runtime_init_done", "runtime.lockextra", "runtime.getExtraM", "runtime.needm", "runtime.needAndBindM",
		"runtime.stopm", "runtime.stoplockedm", "runtime.notesleep", "runtime.mPark", "x_cgo_notify_runtime_init_done",
	}, f.Func)
}

// lookups are the lines from which names are looked up, for goroutines in the resolver: it
// runs in goroutines of its own, and tells nobody for whom.
func (j *joiner) lookups(set *profile.Set) []string {
	counts := make(map[string]int64)
	for _, snap := range set.Snapshots {
		for st, t := range snap.Tallies {
			at := slices.IndexFunc(st.Frames, func(f *profile.Frame) bool {
				return strings.HasPrefix(f.Func, "net.(*Resolver).") || strings.HasPrefix(f.Func, "net.cgoLookup")
			})
			if at < 0 {
				continue
			}
			for _, f := range st.Frames[at:] {
				if f.Package != "" && !model.IsStd(f.Package) {
					counts[fmt.Sprintf("%s:%d", cmp.Or(j.locate(f), f.File), f.Line)] += t.Count
					break
				}
			}
		}
	}
	lines := slices.Collect(maps.Keys(counts))
	slices.SortFunc(lines, func(x, y string) int { return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y)) })
	return lines[:min(len(lines), 3)]
}
