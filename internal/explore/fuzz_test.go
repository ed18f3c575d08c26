package explore

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/explore/search"
)

// FuzzSource explores any file that type-checks. Seeds are the corpus.
func FuzzSource(f *testing.F) {
	for _, pattern := range []string{"abandonedsend/*/*.go", "orphanrecv/*/*.go", "explore/*/*.go"} {
		names, err := filepath.Glob(filepath.Join(corpus, "src", pattern))
		if err != nil {
			f.Fatal(err)
		}
		for _, name := range names {
			if src, err := os.ReadFile(name); err == nil {
				f.Add(string(src))
			}
		}
	}
	f.Fuzz(func(t *testing.T, src string) {
		if pkg, err := typeCheck(src); err == nil {
			explorePackage(t, pkg)
		}
	})
}

// FuzzExplore explores programs that are written from its input, all of which
// type-check.
func FuzzExplore(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(randomBytes(rand.New(rand.NewPCG(seed, 1))))
	}
	f.Fuzz(func(t *testing.T, data []byte) { exploreWritten(t, data) })
}

// TestWritten does the same for more inputs than the seeds of the fuzz test.
func TestWritten(t *testing.T) {
	checktest.Slow(t, "explores much")
	random := rand.New(rand.NewPCG(11, 12))
	roots, found := 0, 0
	for range 25 {
		r, s := exploreWritten(t, randomBytes(random))
		roots, found = roots+r, found+s
	}
	if roots < 25 || found < 15 {
		t.Errorf("only %d roots, %d findings", roots, found)
	}
}

func randomBytes(random *rand.Rand) []byte {
	data := make([]byte, 20+random.IntN(180))
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

// exploreWritten explores a program twice, and counts its roots and what is found
// in them.
func exploreWritten(t *testing.T, data []byte) (roots, found int) {
	t.Helper()
	src := (&writer{data: data}).program()
	defer func() {
		if t.Failed() {
			t.Logf("the program:\n%s", src)
		}
	}()
	pkg := mustTypeCheck(t, src)
	var first string
	for i := range 2 {
		var all strings.Builder
		result := explorePackage(t, pkg)
		for _, r := range result.Roots {
			all.WriteString(describe(pkg.Fset, r))
			if r.States > search.FineStates+search.CoarseStates+100 {
				t.Errorf("%d states", r.States)
			}
			found += len(r.Stuck)
		}
		roots += len(result.Roots)
		if i == 0 {
			first = all.String()
		} else if all.String() != first {
			t.Errorf("first:\n%s\nthen:\n%s", first, all.String())
		}
	}
	return roots / 2, found / 2
}

// A writer writes a program as its input tells.
type writer struct {
	data  []byte
	out   strings.Builder
	chans []string // in scope
	funcs int      // that are written; each may call those before it, and itself
	names int
	loops int // around the statement that is written
}

func (w *writer) next(n int) int {
	if len(w.data) == 0 {
		return 0
	}
	b := w.data[0]
	w.data = w.data[1:]
	return int(b) % n
}

func (w *writer) chan_() string { return w.chans[w.next(len(w.chans))] }

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.out, format+"\n", args...) }

const prelude = `package p

import ("context"; "errors"; "sync"; "time")

type box struct { c chan int; m map[string]chan int; l []chan int; mu sync.Mutex; wg sync.WaitGroup; done bool; next *box }

func ask(int) bool
func num() int
func try() error
func take(chan int)
func each(yield func(int) bool) { for i := 0; yield(i) && ask(i); i++ {} }
func pick[T any](a, b T) T { if ask(0) { return a }; return b }

var global = make(chan int)
var errBad = errors.New("bad")
var _ sync.Mutex
var _ time.Time
`

func (w *writer) program() string {
	w.out.WriteString(prelude)
	for {
		w.chans = []string{"in", "b.c"}
		w.line("\nfunc f%d(in chan int, b *box, n int) (out int, err error) {", w.funcs)
		w.funcs++
		w.line("ctx, cancel := context.WithCancel(context.Background())")
		if w.next(2) == 0 {
			w.line("defer cancel()")
		}
		w.make()
		w.block(0)
		w.line("_, _ = ctx, cancel")
		w.line("return n, err\n}")
		if len(w.data) == 0 || w.funcs == 4 {
			return w.out.String()
		}
	}
}

func (w *writer) make() {
	w.names++
	name := fmt.Sprintf("c%d", w.names)
	size := []string{"", ", 1", ", n", ", 3", ", len(b.l)", ", 20"}[w.next(6)]
	w.line("%s := make(chan int%s)", name, size)
	w.line("_ = %s", name)
	w.chans = append(w.chans, name)
}

// block writes statements; what is declared in them is in scope there only.
func (w *writer) block(depth int) {
	scope := len(w.chans)
	for range 1 + w.next(5) {
		w.statement(depth)
	}
	w.chans = w.chans[:scope]
}

// inner writes statements in braces.
func (w *writer) inner(depth int) {
	w.line(" {")
	w.block(depth + 1)
	w.line("}")
}

func (w *writer) literal(depth int) {
	loops := w.loops
	w.loops = 0
	w.line("func() {")
	w.block(depth + 1)
	w.out.WriteString("}")
	w.loops = loops
}

func (w *writer) statement(depth int) {
	if depth > 4 || len(w.data) == 0 {
		w.line("%s <- n", w.chan_())
		return
	}
	switch w.next(34) {
	case 0, 1, 2:
		w.line("%s <- n", w.chan_())
	case 3, 4:
		w.line("n = <-%s", w.chan_())
	case 5, 6:
		w.make()
	case 7, 8, 9:
		w.out.WriteString("go ")
		w.literal(depth)
		w.line("()")
	case 10:
		w.out.WriteString("if ask(n)")
		w.inner(depth)
	case 11:
		w.out.WriteString("if " + []string{"n > 2", "err != nil", "b.done", "try() == nil", "in == nil", "ctx.Err() != nil", "n == len(b.l)"}[w.next(7)])
		w.inner(depth)
	case 12, 13:
		w.out.WriteString("for " + []string{"ask(1)", "range n", "range b.l", "range b.m", "i := 0; i < 5; i++", "range " + w.chan_(), "range each", "n > 0", "", "range 20"}[w.next(10)])
		w.loops++
		w.inner(depth)
		w.loops--
	case 14, 15:
		w.line("select {")
		for range 1 + w.next(3) {
			w.line([]string{"case %s <- n:", "case n = <-%s:", "case v, ok := <-%s:\n_, _ = v, ok"}[w.next(3)], w.chan_())
			w.block(depth + 1)
		}
		w.line([]string{"", "default:", "case <-ctx.Done():", "case <-time.After(1):"}[w.next(4)])
		w.line("}")
	case 16:
		w.line("close(%s)", w.chan_())
	case 17:
		w.out.WriteString("defer ")
		w.literal(depth)
		w.line("()")
	case 18:
		w.line("if recover() != nil { n++ }")
	case 19:
		w.line("if ask(2) { panic(n) }")
	case 20:
		w.line("cancel()")
	case 21:
		w.line("<-ctx.Done()")
	case 22:
		w.line("b.%s()", []string{"mu.Lock", "mu.Unlock", "wg.Done", "wg.Wait"}[w.next(4)])
	case 23:
		w.line("b.wg.Add(%s)", []string{"1", "n", "len(b.l)", "20"}[w.next(4)])
	case 24:
		w.line("%s, err = f%d(%s, b, n-1)", "n", w.next(w.funcs), w.chan_())
	case 25:
		w.line("go f%d(%s, b, n)", w.next(w.funcs), w.chan_())
	case 26:
		w.line("b = &box{c: %s, next: b}", w.chan_())
	case 27:
		w.line("b.l = append(b.l, %s)", w.chan_())
	case 28:
		w.line("b.m = map[string]chan int{\"a\": %s}; b.m[\"b\"] <- n", w.chan_())
	case 29:
		w.line("{ c := pick(%s, %s); c <- n }", w.chan_(), w.chan_())
	case 30:
		w.line([]string{"take(%s)", "global = %s", "b.next.c = %s", "_ = time.AfterFunc(1, func() { %s <- n })"}[w.next(4)], w.chan_())
	case 31:
		w.line([]string{"n++", "n -= len(b.l)", "n = num()", "b.done = ask(n)", "n *= 2", "err = errBad"}[w.next(6)])
	case 32:
		if w.loops > 0 {
			w.line([]string{"if ask(4) { break }", "if ask(5) { continue }"}[w.next(2)])
		}
	case 33:
		w.line("if ask(3) { return }")
	}
}
