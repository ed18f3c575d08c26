package profile_test

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

// A generator is the text of many goroutines, which is nowhere as a whole.
type generator struct {
	n, of int
	block func(i int) string
	rest  []byte
}

func (g *generator) Read(p []byte) (int, error) {
	for len(g.rest) == 0 {
		if g.n == g.of {
			return 0, io.EOF
		}
		g.rest = []byte(g.block(g.n))
		g.n++
	}
	n := copy(p, g.rest)
	g.rest = g.rest[n:]
	return n, nil
}

// goroutine is a goroutine with a stack of a server's depth.
func goroutine(i int) string {
	return fmt.Sprintf(`goroutine %d [chan send, %d minutes]:
example.com/app/pool.(*Pool).put(0xc000%06x, {0x1, 0x2?})
	/home/me/app/pool/pool.go:%d +0x1d
example.com/app/server.(*Server).handle(0xc000012345, {0x7f1c2ffff700, 0xc000%06x}, 0xc000098765)
	/home/me/app/server/server.go:217 +0x2b1
example.com/app/server.(*Server).ServeHTTP(0xc000012345, {0x9a3f60, 0xc0000aa000}, 0xc000098765)
	/home/me/app/server/server.go:84 +0x4f
net/http.serverHandler.ServeHTTP({0xc0000123aa?}, {0x9a3f60?, 0xc0000aa000?}, 0x6?)
	/usr/lib/go/src/net/http/server.go:3210 +0x8e
net/http.(*conn).serve(0xc000%06x, {0x9a4bd8, 0xc00007c150})
	/usr/lib/go/src/net/http/server.go:2092 +0x5d0
created by net/http.(*Server).Serve in goroutine 1
	/usr/lib/go/src/net/http/server.go:3360 +0x485

`, i+2, i%200, i, 30+i%50, i, i)
}

// live returns the bytes of memory that are in use.
func live() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestBounded reads dumps of which no more than the different stacks is kept.
func TestBounded(t *testing.T) {
	set := profile.NewSet()
	before := live()
	const n = 100_000
	if err := set.Read(&generator{of: n, block: goroutine}, "test"); err != nil {
		t.Fatal(err)
	}
	used := live() - before
	snap := set.Snapshots[0]
	if len(snap.Tallies) != 50 || snap.Count() != n {
		t.Errorf("%d stacks, %d goroutines", len(snap.Tallies), snap.Count())
	}
	if used > 1<<20 {
		t.Errorf("%d bytes for 50 stacks", used)
	}
	runtime.KeepAlive(set)
}

// TestHostile reads texts that want to fill the memory.
func TestHostile(t *testing.T) {
	checktest.Slow(t, "reads much")
	long := string(bytes.Repeat([]byte("x"), 1<<20))
	for name, g := range map[string]*generator{
		"stacks": {of: 600_000, block: func(i int) string {
			return fmt.Sprintf("goroutine %d [chan send]:\nmain.f%d()\n\t/a.go:1\n\n", i+2, i)
		}},
		"names": {of: 500, block: func(i int) string {
			return fmt.Sprintf("goroutine 2 [chan send]:\nmain.f%d%s()\n\t/a.go:1\n\n", i, long)
		}},
		"states": {of: 600_000, block: func(i int) string { return fmt.Sprintf("goroutine 2 [state %d]:\nmain.f()\n\t/a.go:1\n\n", i) }},
		"labels": {of: 600_000, block: func(i int) string {
			return fmt.Sprintf("goroutine 2 [chan send] {a: %d}:\nmain.f()\n\t/a.go:1\n\n", i)
		}},
		"depth": {of: 2_000_000, block: func(i int) string {
			if i == 0 {
				return "goroutine 2 [chan send]:\n"
			}
			return "main.f()\n\t/a.go:1\n"
		}},
		"line": {of: 500, block: func(int) string { return long }},
		"programs": {of: 100_000, block: func(i int) string {
			return fmt.Sprintf(`{"Package":"p%d","Output":"goroutine 2 [chan send]:\n"}`+"\n", i)
		}},
		"dumps": {of: 100_000, block: func(i int) string {
			return "goroutine 1 [running]:\nmain.main()\n\t/a.go:1\n\ngoroutine 2 [chan send]:\nmain.f()\n\t/a.go:1\n\n"
		}},
		"events": {of: 100_000, block: func(i int) string { return fmt.Sprintf("fatal error: %d\n", i) }},
		"prefix": {of: 100_000, block: func(i int) string { return fmt.Sprintf("%dgoroutine 2 [chan send]:\n", i) }},
	} {
		t.Run(name, func(t *testing.T) {
			set := profile.NewSet()
			before := live()
			_ = set.Read(g, "test") // there may be nothing in it
			after := live()
			if after-before > 300<<20 {
				t.Errorf("%d MiB are kept", (after-before)>>20)
			}
			runtime.KeepAlive(set)
		})
	}
}

// BenchmarkText reads a dump of 100,000 goroutines, 80 MB.
func BenchmarkText(b *testing.B) {
	var text bytes.Buffer
	for i := range 100_000 {
		text.WriteString(goroutine(i))
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := profile.NewSet().Read(bytes.NewReader(text.Bytes()), "test"); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(goroutine(1)))
	f.Add([]byte("goroutine profile: total 2\n1 @ 0x1\n# labels: {\"a\":\"b\"}\n#\t0x1\tmain.f+0x1d\t\t/a.go:5\n"))
	f.Add([]byte("x | [Goroutine 20 in state chan send] {route: a}, with f on top of the stack:\nx | f()\nx | \t/a.go:5 +0x1e\n"))
	f.Add([]byte(`{"Package":"p","Output":"goroutine 5 [select]:\nmain.f()\n\t/a.go:5\n"}`))
	f.Add([]byte("Thread 1 (LWP 5):\n#0  0x1 in poll () from libc\n"))
	f.Add([]byte("* Goroutine 1 - User: ./main.go:27 main.main (0x528993) [select]\n\t0  0x1 in f\n\t at a.go:5\n"))
	f.Add([]byte("\x0a\x04\x08\x01\x10\x02\x12\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		set := profile.NewSet()
		if err := set.Read(bytes.NewReader(data), "fuzz"); err != nil {
			if bytes.ContainsRune([]byte(err.Error()), '\n') {
				t.Errorf("an error of several lines: %q", err)
			}
			return
		}
		for _, snap := range set.Snapshots {
			for _, st := range snap.Stacks() {
				for _, frame := range st.Frames {
					frame.Declaration()
				}
			}
		}
	})
}
