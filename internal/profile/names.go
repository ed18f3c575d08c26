package profile

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// splitName returns the name of a function for people, and the import path in it. The
// compiler writes dots, quotes, percent signs and control characters of the path's last
// element as %xx, so that the first dot behind the last slash ends it. Type arguments
// become "[...]", as they are in texts: those of profiles are shapes, and have slashes.
func splitName(name string) (fn, path string) {
	name = elide(name)
	slash := strings.LastIndexByte(name, '/') + 1
	dot := strings.IndexByte(name[slash:], '.')
	if dot < 0 {
		return name, ""
	}
	path, rest := name[:slash+dot], name[slash+dot:]
	if strings.Contains(path, "%") {
		if plain, err := url.PathUnescape(path); err == nil {
			path = plain
		}
	}
	return path + rest, path
}

// elide returns a name with "[...]" for all that stands in brackets.
func elide(name string) string {
	if !strings.Contains(name, "[") {
		return name
	}
	var b strings.Builder
	depth := 0
	for _, r := range []byte(name) {
		switch r {
		case '[':
			if depth++; depth == 1 {
				b.WriteString("[...]")
			}
			continue
		case ']':
			depth = max(0, depth-1)
			continue
		}
		if depth == 0 {
			b.WriteByte(r)
		}
	}
	return b.String()
}

// Declaration returns the function that the source declares around the call, without its
// package: "F", "(*T).M" or "T.M"; "init" for the closures of variables. For closures of a
// function that was inlined some releases of Go name the caller.
func (f *Frame) Declaration() string {
	name := strings.ReplaceAll(strings.TrimPrefix(f.Func[len(f.Package):], "."), "[...]", "")
	name = rangeSuffix.ReplaceAllString(name, "")
	if strings.HasPrefix(name, "(") { // (*T).M.func1
		recv, rest, _ := strings.Cut(name, ").")
		method, _, _ := strings.Cut(rest, ".")
		return recv + ")." + trimWrapper(method)
	}
	first, rest, _ := strings.Cut(name, ".")
	second, _, _ := strings.Cut(rest, ".")
	if second == "" || closure.MatchString(second) || first == "init" {
		return trimWrapper(first)
	}
	return first + "." + trimWrapper(second) // T.M, or F.G... where G was inlined into F
}

var (
	rangeSuffix = regexp.MustCompile(`(-range\d+)+`)
	closure     = regexp.MustCompile(`^(func|gowrap|deferwrap)?\d+(-|$)|^\(`)
	wrapper     = regexp.MustCompile(`\.(gowrap|deferwrap)\d+$|-fm$`)
)

func trimWrapper(name string) string { return strings.TrimSuffix(name, "-fm") }

// isWrapper reports whether the compiler made the function, for a go or defer statement or
// a method value.
func isWrapper(name string) bool {
	n := len(name)
	if n == 0 || name[n-1] != 'm' && (name[n-1] < '0' || name[n-1] > '9') {
		return false
	}
	return wrapper.MatchString(name)
}

// isRuntime reports whether a function is the runtime's.
func isRuntime(name string) bool {
	return strings.HasPrefix(name, "runtime.") || strings.HasPrefix(name, "internal/runtime/") || name == "panic"
}

// normalize removes what the forms of a stack differ in: the runtime's frames where the
// goroutine begins and where it waits, and wrappers. It returns the innermost frame of
// the runtime, if there was one.
func normalize(frames []*Frame) (rest []*Frame, leaf string) {
	for len(frames) > 0 && isRuntime(frames[0].Func) {
		if leaf == "" {
			leaf = frames[0].Func
		}
		frames = frames[1:]
	}
	rest = frames[:0]
	for _, f := range frames {
		if !isWrapper(f.Func) {
			rest = append(rest, f)
		}
	}
	for len(rest) > 0 && isRuntime(rest[len(rest)-1].Func) {
		rest = rest[:len(rest)-1]
	}
	return rest, leaf
}

// reasons are the texts of states, in the order in which they are looked for.
var reasons = []struct {
	prefix string
	op     Op
}{
	{"chan send", Send},
	{"chan receive", Receive},
	{"select (no cases)", Forever},
	{"select", Select},
	{"sync.WaitGroup.Wait", Group},
	{"sync.Mutex.Lock", Lock},
	{"sync.RWMutex.", Lock},
	{"semacquire", Lock},
	{"sync.Cond.Wait", Cond},
	{"sleep", Sleep},
	{"IO wait", Network},
	{"syscall", Syscall},
	{"coroutine", Coroutine},
	{"running", Running},
	{"runnable", Running},
	{"copystack", Running},
	{"preempted", Running},
	{"synctest.", Runtime},
	{"idle", Runtime},
	{"finalizer wait", Runtime},
	{"cleanup wait", Runtime},
	{"trace reader", Runtime},
	{"GC ", Runtime},
	{"GOMAXPROCS updater", Runtime},
	{"force gc", Runtime},
	{"debug call", Runtime},
	{"panicwait", Runtime},
	{"dumping heap", Runtime},
	{"wait for GC", Runtime},
}

func opOf(state string) Op {
	for _, r := range reasons {
		if strings.HasPrefix(state, r.prefix) {
			return r.op
		}
	}
	return Unknown
}

// leaves tells by the functions that are called what a goroutine waits for. The first
// that is in the stack counts.
var leaves = []struct{ fn, state string }{
	{"runtime.chansend", "chan send"},
	{"runtime.chansend1", "chan send"},
	{"runtime.chanrecv", "chan receive"},
	{"runtime.chanrecv1", "chan receive"},
	{"runtime.chanrecv2", "chan receive"},
	{"runtime.selectgo", "select"},
	{"runtime.block", "select (no cases)"},
	{"runtime.netpollblock", "IO wait"},
	{"internal/poll.runtime_pollWait", "IO wait"},
	{"sync.runtime_SemacquireWaitGroup", "sync.WaitGroup.Wait"},
	{"sync.(*WaitGroup).Wait", "sync.WaitGroup.Wait"},
	{"internal/sync.runtime_SemacquireMutex", "sync.Mutex.Lock"},
	{"sync.runtime_SemacquireRWMutexR", "sync.RWMutex.RLock"},
	{"sync.(*RWMutex).RLock", "sync.RWMutex.RLock"},
	{"sync.runtime_SemacquireRWMutex", "sync.RWMutex.Lock"},
	{"sync.(*RWMutex).Lock", "sync.RWMutex.Lock"},
	{"internal/sync.(*Mutex).lockSlow", "sync.Mutex.Lock"},
	{"sync.(*Mutex).Lock", "sync.Mutex.Lock"},
	{"sync.runtime_notifyListWait", "sync.Cond.Wait"},
	{"sync.(*Cond).Wait", "sync.Cond.Wait"},
	{"time.Sleep", "sleep"},
	{"runtime.coroswitch", "coroutine"},
	{"runtime.cgocall", "syscall"},
	{"syscall.Syscall", "syscall"},
	{"syscall.Syscall6", "syscall"},
	{"syscall.RawSyscall6", "syscall"},
	{"internal/runtime/syscall/linux.Syscall6", "syscall"},
	{"internal/runtime/syscall.Syscall6", "syscall"},
	{"runtime.goroutineProfileWithLabels", "running"},
	{"runtime.pprof_goroutineProfileWithLabels", "running"},
	{"runtime/pprof.runtime_goroutineProfileWithLabels", "running"},
}

var leafStates = func() map[string]string {
	m := make(map[string]string)
	for _, l := range leaves {
		m[l.fn] = l.state
	}
	return m
}()

// leafDepth is how many of the innermost frames are looked at.
const leafDepth = 12

// stateOf tells from the innermost frames, those of the runtime included, what a
// goroutine waits for, "" if that cannot be told.
func stateOf(frames []*Frame) string {
	for _, f := range frames[:min(len(frames), leafDepth)] {
		if state, ok := leafStates[f.Func]; ok {
			return state
		}
		if f.Package != "" && !model.IsStd(f.Package) {
			break
		}
	}
	return ""
}
