package evidence_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/evidence"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// code is a file whose operations are at these lines.
const code = `package p

func send(ch chan int) {
	ch <- 1
}

func recv(ch chan int) (x int) {
	x =
		<-ch
	return x
}

func choose(a, b chan int) {
	select {
	case <-a:
	case b <- 1:
	}
}

func single(a chan int) {
	select {
	case <-a:
	}
}

func each(ch chan int) {
	for range ch {
	}
}

func (t *T) method() {
	defer block()
	other(
		<-t.ch,
		1)
}

func two(a, b chan int) {
	a <- <-b
}

func called() { lib.Wait() }

func (t *T) locked() {
	t.mu.Lock()
	t.wg.Wait()
}
`

// lines of code
const (
	lineSend   = 4
	lineRecv   = 9
	lineSelect = 14
	lineCaseA  = 15
	lineCaseB  = 16
	lineSingle = 22
	lineRange  = 27
	lineDefer  = 32
	lineArg    = 34
	lineBrace  = 36
	lineTwo    = 39
	lineCalled = 42
	lineLocked = 45
)

// A joinTest joins one goroutine with findings.
type joinTest struct {
	name     string
	findings []string // CHECK LINE:COLUMN, or CHECK LINE:COLUMN/LINE:COLUMN with a second place at which one blocks
	state    string
	frames   []string // FUNCTION FILE:LINE
	want     int      // index of the finding, -1 for none
	moved    bool
}

var joinTests = []joinTest{
	{"a send", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.send /build/m/p/p.go:4"}, 0, false},
	{"another state", []string{"abandonedsend 4:2"}, "chan receive", []string{"example.com/m/p.send /build/m/p/p.go:4"}, -1, false},
	{"-trimpath", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.send example.com/m/p/p.go:4"}, 0, false},
	{"module cache", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.send /go/pkg/mod/example.com/m@v1.2.3/p/p.go:4"}, 0, false},
	{"vendor", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.send /src/app/vendor/example.com/m/p/p.go:4"}, 0, false},
	{"windows", []string{"abandonedsend 4:2"}, "chan send", []string{`example.com/m/p.send C:\src\m\p\p.go:4`}, 0, false},
	{"inlined into another package", []string{"abandonedsend 4:2"}, "chan send", []string{"other.example/q.F.send.func1 /x/example.com/m/p/p.go:4"}, 0, false},
	{"a package of the same name", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/other/p.send /build/other/p/p.go:4"}, -1, false},
	{"a file of the same name in another package", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/q.send /build/m/q/p.go:4"}, -1, false},
	{"a generic function", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.send[...].func1 /build/m/p/p.go:4"}, 0, false},
	{"a range over a function", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.send-range1 /build/m/p/p.go:4"}, 0, false},
	{"debug=1 tells no state", []string{"abandonedsend 4:2"}, "", []string{"example.com/m/p.send /build/m/p/p.go:4"}, 0, false},
	{"a statement of two lines", []string{"orphanrecv 9:3"}, "chan receive", []string{"example.com/m/p.recv /build/m/p/p.go:8"}, 0, false},
	{"a select, by its case", []string{"orphanrecv 15:7"}, "select", []string{"example.com/m/p.choose /build/m/p/p.go:14"}, 0, false},
	{"a select, by its keyword", []string{"orphanrecv 14:2"}, "select", []string{"example.com/m/p.choose /build/m/p/p.go:14"}, 0, false},
	{"a select with one case", []string{"orphanrecv 21:2"}, "chan receive", []string{"example.com/m/p.single /build/m/p/p.go:22"}, 0, false},
	{"a range", []string{"orphanrecv 27:2"}, "chan receive", []string{"example.com/m/p.each /build/m/p/p.go:27"}, 0, false},
	{"an argument", []string{"orphanrecv 34:3"}, "chan receive", []string{"example.com/m/p.(*T).method /build/m/p/p.go:34"}, 0, false},
	{"two operations, the send", []string{"abandonedsend 39:2", "orphanrecv 39:7"}, "chan send", []string{"example.com/m/p.two /build/m/p/p.go:39"}, 0, false},
	{"two operations, the receive", []string{"abandonedsend 39:2", "orphanrecv 39:7"}, "chan receive", []string{"example.com/m/p.two /build/m/p/p.go:39"}, 1, false},
	{"below a finding: the call blocks", []string{"orphanrecv 34:3"}, "chan receive", []string{
		"example.com/m/p.other /build/m/p/p.go:7", "example.com/m/p.(*T).method /build/m/p/p.go:34",
	}, -1, false},
	{"in another package: the call is the place", []string{"orphanrecv 42:17"}, "chan receive", []string{
		"lib.example/lib.Wait /lib/lib.go:7", "example.com/m/p.called /build/m/p/p.go:42",
	}, 0, false},
	{"in the standard library", []string{"orphanrecv 42:17"}, "sync.WaitGroup.Wait", []string{
		"sync.(*WaitGroup).Wait /usr/lib/go/src/sync/waitgroup.go:118", "example.com/m/p.called /build/m/p/p.go:42",
	}, 0, false},
	{"a deferred call, at the brace", []string{"orphanrecv 32:8"}, "chan receive", []string{
		"lib.example/lib.Wait /lib/lib.go:7", "example.com/m/p.(*T).method /build/m/p/p.go:36",
	}, 0, false},
	{"a second place of the defect", []string{"abandonedsend 4:2/27:2"}, "chan receive", []string{"example.com/m/p.each /build/m/p/p.go:27"}, 0, false},
	{"a lock", []string{"stucklock 45:2"}, "sync.Mutex.Lock", []string{
		"internal/sync.(*Mutex).Lock /usr/lib/go/src/internal/sync/mutex.go:70", "sync.(*Mutex).Lock /usr/lib/go/src/sync/mutex.go:46", "example.com/m/p.(*T).locked /build/m/p/p.go:45",
	}, 0, false},
	{"a group", []string{"stuckwait 46:2"}, "sync.WaitGroup.Wait", []string{
		"sync.(*WaitGroup).Wait /usr/lib/go/src/sync/waitgroup.go:118", "example.com/m/p.(*T).locked /build/m/p/p.go:46",
	}, 0, false},
	{"a lock that a finding tells beside its own place", []string{"stucklock 46:2/45:2"}, "sync.Mutex.Lock", []string{
		"sync.(*Mutex).Lock /usr/lib/go/src/sync/mutex.go:46", "example.com/m/p.(*T).locked /build/m/p/p.go:45",
	}, 0, false},
	{"a channel, where a finding tells of a lock", []string{"stucklock 46:2/42:17"}, "chan receive", []string{
		"lib.example/lib.Wait /lib/lib.go:7", "example.com/m/p.called /build/m/p/p.go:42",
	}, -1, false},
	{"its own finding first", []string{"abandonedsend 4:2/27:2", "orphanrecv 27:2"}, "chan receive", []string{"example.com/m/p.each /build/m/p/p.go:27"}, 1, false},
	{"moved", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.send /build/m/p/p.go:5"}, 0, true},
	{"moved, to another function", []string{"abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.sent /build/m/p/p.go:5"}, -1, false},
	{"moved, where two are", []string{"abandonedsend 39:2", "abandonedsend 4:2"}, "chan send", []string{"example.com/m/p.two /build/m/p/p.go:38"}, 0, true},
	{"not moved: another operation of the kind is there", []string{"abandonedsend 39:2"}, "chan send", []string{"example.com/m/p.two /build/m/p/p.go:4"}, -1, false},
	{"another check", []string{"connfile 4:2"}, "chan send", []string{"example.com/m/p.send /build/m/p/p.go:4"}, -1, false},
	{"a command", []string{"abandonedsend 4:2"}, "chan send", []string{"main.send /build/m/p/p.go:4"}, -1, false},
}

// text is a dump of one goroutine. Without a state it is a profile as debug=1 gives it.
func (test joinTest) text() string {
	var b strings.Builder
	if test.state == "" {
		b.WriteString("goroutine profile: total 1\n1 @ 0x1\n")
	} else {
		fmt.Fprintf(&b, "goroutine 5 [%s]:\n", test.state)
	}
	for _, frame := range test.frames {
		fn, place, _ := strings.Cut(frame, " ")
		if test.state == "" {
			fmt.Fprintf(&b, "#\t0x1\t%s+0x1\t%s\n", fn, place)
		} else {
			fmt.Fprintf(&b, "%s(0x1)\n\t%s +0x1\n", fn, place)
		}
	}
	return b.String()
}

// parseFindings makes findings in a file.
func parseFindings(file string, specs []string) (findings []evidence.Finding) {
	for _, spec := range specs {
		check, places, _ := strings.Cut(spec, " ")
		at, second, more := strings.Cut(places, "/")
		f := evidence.Finding{Check: check, Package: "example.com/m/p", Diagnostic: wire.Diagnostic{Posn: file + ":" + at}}
		f.Related = []wire.Related{{Posn: fmt.Sprintf("%s:%d:2", file, lineSend), Message: "the goroutine starts here"}}
		if more {
			f.Related = append(f.Related, wire.Related{Posn: file + ":" + second, Message: "the goroutine blocks forever here too, ranging", Also: true})
		}
		findings = append(findings, f)
	}
	return findings
}

func TestJoin(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	if err := os.WriteFile(file, []byte(code), 0o666); err != nil {
		t.Fatal(err)
	}
	pkgs := []evidence.Package{{Path: "example.com/m/p", Dir: dir, Files: []string{"p.go"}}}
	for _, test := range joinTests {
		t.Run(test.name, func(t *testing.T) {
			set := profile.NewSet()
			if err := set.Read(strings.NewReader(test.text()), "test"); err != nil {
				t.Fatal(err)
			}
			r := evidence.Join(set, parseFindings(file, test.findings), pkgs, evidence.Options{})
			if test.want < 0 {
				if len(r.Joined) > 0 || len(r.Blocked) != 1 {
					t.Fatalf("joined %v, blocked %v", r.Joined, r.Blocked)
				}
				return
			}
			p := r.Joined[test.want]
			if len(r.Joined) != 1 || p == nil || p.Goroutines != 1 || p.Moved != test.moved || len(r.Blocked) > 0 {
				t.Errorf("joined %v, blocked %v, want %d", r.Joined, r.Blocked, test.want)
			}
		})
	}
}

// TestCommands tells commands apart, whose functions are all called main.
func TestCommands(t *testing.T) {
	root := t.TempDir()
	var pkgs []evidence.Package
	for _, name := range []string{"one", "two", "one/sub"} {
		dir := filepath.Join(root, "cmd", filepath.FromSlash(name))
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(code), 0o666); err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, evidence.Package{Path: "example.com/m/cmd/" + name, Dir: dir, Command: true, Files: []string{"main.go"}})
	}
	var findings []evidence.Finding
	for _, p := range pkgs {
		findings = append(findings, evidence.Finding{Check: "abandonedsend", Package: p.Path, Diagnostic: wire.Diagnostic{Posn: filepath.Join(p.Dir, "main.go") + ":4:2"}})
	}
	for file, want := range map[string]int{
		"/build/m/cmd/one/main.go":            0,
		"/build/m/cmd/two/main.go":            1,
		"/build/m/cmd/one/sub/main.go":        2,
		"example.com/m/cmd/two/main.go":       1,
		"./main.go":                           -1, // of which of them?
		"main.go":                             -1,
		"/build/other/cmd/three/main.go":      -1,
		"/build/m@v1.2.3/cmd/two/main.go":     1,
		filepath.Join(pkgs[1].Dir, "main.go"): 1,
	} {
		set := profile.NewSet()
		if err := set.Read(strings.NewReader(fmt.Sprintf("goroutine 5 [chan send]:\nmain.send(0x1)\n\t%s:4 +0x1\n", file)), "test"); err != nil {
			t.Fatal(err)
		}
		r := evidence.Join(set, findings, pkgs, evidence.Options{})
		got := -1
		for i := range r.Joined {
			got = i
		}
		if got != want || len(r.Joined) > 1 {
			t.Errorf("%s: %d, want %d", file, got, want)
		}
	}
	only := pkgs[1:2]
	set := profile.NewSet()
	if err := set.Read(strings.NewReader("goroutine 5 [chan send]:\nmain.send(0x1)\n\t./main.go:4 +0x1\n"), "test"); err != nil {
		t.Fatal(err)
	}
	if r := evidence.Join(set, findings[1:2], only, evidence.Options{}); len(r.Joined) != 1 {
		t.Errorf("the only command is not found: %v", r.Blocked)
	}
}

// TestSeries compares counts in time.
func TestSeries(t *testing.T) {
	set := profile.NewSet()
	for i, n := range []int{2, 10, 18} {
		text := strings.Repeat("goroutine 5 [chan send]:\nexample.com/m/p.send(0x1)\n\t/m/p/p.go:4 +0x1\n\n", n)
		if err := set.Read(strings.NewReader(text), fmt.Sprint("source ", i)); err != nil {
			t.Fatal(err)
		}
		set.Snapshots[i].Time = set.Snapshots[0].Time.AddDate(0, 0, i)
	}
	for i := range set.Snapshots {
		set.Snapshots[i].Time = set.Snapshots[i].Time.AddDate(2000, 0, 0)
	}
	for name, test := range map[string]struct {
		base   map[string]bool
		before int64
	}{
		"series":      {nil, -1},
		"with a base": {map[string]bool{"source 0": true}, 2},
	} {
		r := evidence.Join(set, nil, nil, evidence.Options{Base: test.base})
		if len(r.Blocked) != 1 {
			t.Fatalf("%s: %v", name, r.Blocked)
		}
		e := r.Blocked[0].Evidence
		before := int64(-1)
		if e.Before != nil {
			before = *e.Before
		}
		perDay := e.PerMinute * 24 * 60
		if e.Goroutines != 18 || before != test.before || fmt.Sprint(e.Counts) != "[2 10 18]" || perDay < 7.99 || perDay > 8.01 {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// TestIdle puts away what waits as it should.
func TestIdle(t *testing.T) {
	set := profile.NewSet()
	text := `goroutine 1 [IO wait]:
internal/poll.(*FD).Accept(0x1)
	/usr/lib/go/src/internal/poll/fd_unix.go:613 +0x1
net.(*netFD).accept(0x1)
	/usr/lib/go/src/net/fd_unix.go:161 +0x1
main.main()
	/m/main.go:5 +0x1

goroutine 2 [sleep]:
time.Sleep(0x1)
	/usr/lib/go/src/runtime/time.go:1 +0x1
main.poll()
	/m/main.go:6 +0x1

goroutine 3 [runnable]:
main.busy()
	/m/main.go:7 +0x1
`
	if err := set.Read(strings.NewReader(text), "test"); err != nil {
		t.Fatal(err)
	}
	r := evidence.Join(set, nil, nil, evidence.Options{})
	if len(r.Blocked) != 0 || fmt.Sprint(r.Idle) != "[{accept loops 1 1} {sleeping 1 1}]" {
		t.Errorf("blocked %v, idle %v", r.Blocked, r.Idle)
	}
}

// TestThreads tells from the stacks of threads, and of goroutines that hold one, what
// holds them.
func TestThreads(t *testing.T) {
	resolver := evidence.Finding{Check: "cgoresolver", Package: "example.com/m", Diagnostic: wire.Diagnostic{Posn: "/m/main.go:1:1"}}
	blocking := evidence.Finding{Check: "connfile", Package: "example.com/m/p", Diagnostic: wire.Diagnostic{Posn: "/m/p/p.go:9:1", Category: "blocking"}}
	leak := evidence.Finding{Check: "connfile", Package: "example.com/m/p", Diagnostic: wire.Diagnostic{Posn: "/m/p/p.go:10:1", Category: "leak"}}
	elsewhere := evidence.Finding{Check: "connfile", Package: "example.com/m/q", Diagnostic: wire.Diagnostic{Posn: "/m/q/q.go:9:1", Category: "blocking"}}
	findings := []evidence.Finding{resolver, blocking, leak, elsewhere}
	const read = "goroutine 5 [syscall, 5 minutes]:\nsyscall.Syscall(0x1)\n\t/usr/lib/go/src/syscall/s.go:1 +0x1\nsyscall.read(0x1)\n\t/usr/lib/go/src/syscall/s.go:1 +0x1\n" +
		"internal/poll.(*FD).Read(0x1)\n\t/usr/lib/go/src/internal/poll/fd_unix.go:1 +0x1\nnet.(*conn).Read(0x1)\n\t/usr/lib/go/src/net/net.go:1 +0x1\n"
	for name, test := range map[string]struct {
		text    string
		want    int
		pitfall string
	}{
		"a goroutine in the resolver": {"goroutine 5 [syscall, 5 minutes]:\nnet._C2func_getaddrinfo(0x1)\n\t_cgo_gotypes.go:102 +0x55\nnet.cgoLookupHostIP(0x1)\n\t/usr/lib/go/src/net/cgo_unix.go:1 +0x1\n", 0, "cgoresolver"},
		"a thread in the resolver":    {"Thread 2 (LWP 4712):\n#0  0x1 in poll () from libc.so.6\n#1  0x1 in __GI_getaddrinfo () at ./nss/getaddrinfo.c:2524\n\nThread 1 (LWP 4711):\n#0  runtime.futex () at s.s:1\n", 0, "cgoresolver"},
		"a read of a connection":      {read + "example.com/m/p.serve(0x1)\n\t/m/p/p.go:20 +0x1\n", 1, "connfile"},
		"a read, of which package?":   {read + "example.com/m/r.serve(0x1)\n\t/m/r/r.go:20 +0x1\n", -1, "connfile"},
		"a read of a file":            {strings.ReplaceAll(read, "net.(*conn).Read", "os.(*File).Read") + "example.com/m/p.serve(0x1)\n\t/m/p/p.go:20 +0x1\n", -1, ""},
		"a read that waits":           {strings.ReplaceAll(read, "syscall, 5", "IO wait, 5") + "example.com/m/p.serve(0x1)\n\t/m/p/p.go:20 +0x1\n", -1, ""},
	} {
		set := profile.NewSet()
		if err := set.Read(strings.NewReader(test.text), "test"); err != nil {
			t.Fatal(err)
		}
		r := evidence.Join(set, findings, nil, evidence.Options{})
		if test.want >= 0 {
			if p := r.Joined[test.want]; len(r.Joined) != 1 || p == nil || p.Goroutines+p.Threads != 1 || p.Pitfall != test.pitfall {
				t.Errorf("%s: joined %v, blocked %v", name, r.Joined, r.Blocked)
			}
			continue
		}
		if len(r.Joined) > 0 || len(r.Blocked) != 1 || r.Blocked[0].Pitfall != test.pitfall {
			t.Errorf("%s: joined %v, blocked %v", name, r.Joined, r.Blocked)
		}
	}
	set := profile.NewSet()
	text := "Thread 1 (LWP 4711):\n#0  futex_wait () from libc.so.6\n#1  0x1 in pthread_cond_wait () from libc.so.6\n#2  0x1 in _cgo_wait_runtime_init_done () at gcc_libinit.c:59\n#3  0x1 in rate ()\n"
	if err := set.Read(strings.NewReader(text), "core"); err != nil {
		t.Fatal(err)
	}
	if r := evidence.Join(set, nil, nil, evidence.Options{}); len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "gofork") {
		t.Errorf("a child of fork: %v", r.Notes)
	}
}
