package effects

import (
	"fmt"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/cfg"
)

// TestLoopOf checks what is known of the one loop of function f.
func TestLoopOf(t *testing.T) {
	for _, test := range []struct{ name, src, want string }{
		{"sum", `func f(n int) { for i := range n { g(i) } }; func g(int)`, "idempotent"},
		{"channel", `func f(n int, c chan int) { for range n { <-c } }`, "receives"},
		{"send", `func f(n int, c chan int) { for range n { c <- 1 } }`, ""},
		{"start", `func f(n int) { for range n { go g() } }; func g()`, "starts"},
		{"start, by a helper", `func f(n int) { for range n { g() } }; func g() { h() }; func h() { go println() }`, "starts"},
		{"start, by a literal", `func f(n int) { for range n { func() { go println() }() } }`, "starts"},
		{"start, by a method of an interface", `func f(n int, i I) { for range n { i.M() } }; type I interface { M() }; type T int; func (T) M() { go println() }`, "starts"},
		{"start, by a wait group", `import "sync"; func f(n int, wg *sync.WaitGroup) { for range n { wg.Go(g) } }; func g()`, "starts"},
		{"start, by a timer", `import "time"; func f(n int) { for range n { time.AfterFunc(0, g) } }; func g()`, "starts"},
		{"a function is handed out", `func f(n int, p interface { Submit(func()) }) { for range n { p.Submit(g) } }; func g()`, "idempotent, starts"},
		{"a function is called", `import "sync"; func f(n int, o *sync.Once) { for range n { o.Do(g) } }; func g()`, ""},
		{"a function is made, not called", `func f(n int) { for range n { use(func() { go println() }) } }; func use(func()) {}`, "idempotent"},
		{"close", `func f(n int, c chan int) { for range n { close(c) } }`, ""},
		{"call that operates", `func f(n int, c chan int) { for range n { g(c) } }; func g(c chan int) { c <- 1 }`, ""},
		{"call that does not", `func f(n int, c chan int) { for range n { g(c) } }; func g(c chan int) { println(c) }`, "idempotent"},
		{"defer", `func f(n int) { for range n { defer g() } }; func g()`, ""},
		{"map", `func f(n int, m map[int]int) { for i := range n { m[i] = 1 } }`, ""},
		{"number behind it", `func f(n int) int { k := 0; for range n { if n > 3 { k++ } }; if k > 3 { return 1 }; return 2 }`, ""},
		{"text behind it", `func f(n int) string { s := ""; for range n { s += "x" }; s += "y"; return s }`, "idempotent"},
		{"returned number", `func f(n int) int { for i := range n { if i > 3 { return i } }; return 0 }`, "idempotent"},
		{"channel behind it", `func f(list []chan int) chan int { var c chan int; for _, c = range list { if c == nil { break } }; return c }`, ""},
		{"store", `var v int; func f(n int) { for i := range n { v = i } }`, "idempotent"},
		{"store of what is asked for", `var v int; func f(n int) { for i := range n { v = i }; if v > 2 { println() } }`, "idempotent, stores 1"},
		{"store of text", `var v string; func f(n int) { for range n { v = "x" }; if v == "y" { println() } }`, "idempotent"},
		{"store without a name", `func f(n int, p *int) { for i := range n { *p = i } }`, ""},
		{"steps", `func f(n, k int) { for i := 0; i < n; i += k { } }`, "idempotent, strides"},
		{"steps, at most", `func f(n, k int) { for i := 0; i <= n; i += k { } }`, "idempotent, strides"},
		{"steps, above", `func f(n, k int) { for i := n; i > 0; i -= k { } }`, "idempotent, strides"},
		{"steps, at least", `func f(n, k int) { for i := n; i >= 0; i -= k { } }`, "idempotent, strides"},
		{"steps, not equal", `func f(n, k int) { for i := 0; i != n; i += k { } }`, "idempotent, strides"},
		{"steps, equal", `func f(n, k int) { for i := 0; ; i += k { if i == n { break } } }`, "idempotent, strides"},
		{"steps, compared later", `func f(n, k int) { for i := 0; i+k < n; i += k { } }`, "idempotent, strides"},
		{"steps, what is left compared", `func f(n, k int) { for i := 0; n-i > 0; i += k { } }`, "idempotent, strides"},
		{"steps that are not compared", `func f(n, k int, g func(int) bool) { for i := 0; ; i += k { if len(make([]int, i)) == 0 { return } } }`, "idempotent"},
		{"steps of one", `func f(n int) { for i := 0; i < n; i++ { } }`, "idempotent"},
		{"steps of two", `func f(n int) { for i := 0; i < n; i += 2 { } }`, "idempotent"},
		{"steps of a size that is asked for", `func f(n int) { for i := 0; i < n; i += g() { } }; func g() int`, "idempotent"},
		{"steps of a captured size", `func f(n int) { k := n; use(&k); for i := 0; i < n; i += k { } }; func use(*int)`, "idempotent, strides"},
		{"steps of a size that changes", `func f(n int) { k := n; use(&k); for i := 0; i < n; i += k { k = i } }; func use(*int)`, "idempotent, stores 1"},
		{"steps of a float", `func f(n, k float64) { for i := 0.0; i < n; i += k { } }`, "idempotent"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := of(t, test.src)
			fn := in(t, p, "f")
			loops := cfg.LoopsOf(fn)
			var got string
			for _, b := range fn.Blocks {
				if !loops.IsHeader(b) {
					continue
				}
				l := p.LoopOf(loops.At(b))
				add := func(is bool, text string) {
					if is && got != "" {
						got += ", "
					}
					if is {
						got += text
					}
				}
				add(l.Idempotent, "idempotent")
				add(l.Idempotent && l.Stores.Len() > 0, fmt.Sprint("stores ", l.Stores.Len()))
				add(l.Starts, "starts")
				add(l.Strides, "strides")
				add(l.Receives, "receives")
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
