package code

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// TestEndsProgram has programs in which the statements at which the program ends are
// marked: the return statements of functions other than main, and of those only these.
func TestEndsProgram(t *testing.T) {
	const head = `package main
import ("context"; "errors"; "fmt"; "io"; "log"; "net/http"; "os"; "sync"; "time")
var errFailed = errors.New("failed")
var _ = []any{context.Background, fmt.Sprint, io.EOF, log.Print, http.ListenAndServe, os.Exit, sync.OnceFunc, time.Sleep, errFailed}
func cond() bool { return len(os.Args) > 1 }
func try() error { return os.Remove("x") }
`
	for name, src := range map[string]string{
		"last of main": `
func main() { run() }
func run() {
	if cond() {
		return // ends
	}
	fmt.Println()
	return // ends
}`,
		"error of a command": `
func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
	http.ListenAndServe("", nil)
}
func run() error {
	if err := try(); err != nil {
		return err // ends
	}
	if err := try(); err != nil {
		return fmt.Errorf("x: %w", err) // ends
	}
	if cond() {
		return errFailed // ends
	}
	if cond() {
		return try()
	}
	return nil
}`,
		"success of a command": `
func main() {
	err := run()
	if err == nil {
		return
	}
	retry()
}
func retry() { for { time.Sleep(1) } }
func run() error {
	if err := try(); err != nil {
		return err
	}
	return nil // ends
}`,
		"an exit by a function of its own": `
func main() {
	if n, err := run(); err != nil {
		fatal("x", err)
	} else {
		serve(n)
	}
}
func serve(n int) { <-make(chan int, n) }
func fatal(what string, err error) {
	fmt.Fprintln(os.Stderr, what, err)
	if cond() {
		os.Exit(2)
	}
	os.Exit(1)
}
func run() (int, error) {
	if cond() {
		return 0, errors.New("x") // ends
	}
	return 1, nil
}`,
		"two calls up": `
func main() { os.Exit(code()) }
func code() int {
	defer fmt.Println()
	if err := run(); err != nil {
		return 1 // ends
	}
	return 0 // ends
}
func run() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err := inner(ctx)
	return err // ends
}
func inner(ctx context.Context) error {
	if cond() {
		return ctx.Err() // ends
	}
	return nil // ends
}`,
		"named results": `
func main() {
	if err := run(); err != nil {
		panic(err)
	}
	time.Sleep(1)
}
func run() (err error) {
	defer fmt.Println()
	if cond() {
		return errFailed // ends
	}
	if cond() {
		err = try()
		return
	}
	return nil
}`,
		"something is left to do": `
func main() { run(); wait(); }
func wait() { time.Sleep(1) }
func run() { return }`,
		"somebody is waited for": `
func main() { var wg sync.WaitGroup; wg.Go(func() {}); run(); wg.Wait() }
func run() { return }`,
		"a deferred call waits": `
func main() { defer time.Sleep(1); run() }
func run() { return }`,
		"a deferred receive": `
func main() { done := make(chan bool); defer func() { <-done }(); run() }
func run() { return }`,
		"more work": `
func main() { for range 3 { run() } }
func run() { make2() }
func make2() { go func() {}(); return }`,
		"more of the same, but not after an error": `
func main() {
	for range os.Args {
		if err := run(); err != nil {
			return
		}
	}
}
func run() error {
	go func() {}()
	if cond() {
		return errFailed // ends
	}
	return nil
}`,
		"cleaning up is brief": `
func main() {
	f, err := os.Open("x")
	if err != nil { log.Fatal(err) }
	var mu sync.Mutex
	run(f)
	mu.Lock()
	for range 3 { fmt.Println() }
	mu.Unlock()
	f.Close()
}
func run(c io.Closer) {
	c.Close()
	return // ends
}`,
		"an interface of which nobody knows what it does": `
type doer interface { do() }
func main() { var d doer = slow{}; run(); d.do() }
type slow struct{}
func (slow) do() { time.Sleep(1) }
func run() { return }`,
		"in a goroutine": `
func main() { go run() }
func run() { return }`,
		"deferred": `
func main() { defer run() }
func run() { return }`,
		"by its value": `
var f = run
func main() { run() }
func run() { return }`,
		"never called": `
func main() {}
func run() { return }`,
		"before main": `
var x = run()
func main() {}
func run() int { return 1 }`,
		"through itself": `
func main() { run(3) }
func run(n int) {
	if n > 0 { run(n-1) }
	return
}`,
		"a method": `
type app struct{}
func main() { (&app{}).Run() }
func (*app) Run() {
	return // ends
}`,
		"a method that others may call": `
type app struct{}
func (*app) ServeHTTP(http.ResponseWriter, *http.Request) { return }
func main() { a := &app{}; var h http.Handler = a; _ = h; a.ServeHTTP(nil, nil) }`,
		"a panic that may be caught": `
func main() {
	defer func() { if recover() != nil { time.Sleep(1) } }()
	if err := run(); err != nil {
		panic(err)
	}
}
func run() error { return errFailed }`,
		"main does not end": `
func main() { run(); for { fmt.Println() } }
func run() { return }`,
	} {
		t.Run(name, func(t *testing.T) {
			src := head + src
			var got []string
			checktest.Pass(t, checktest.Source(t, src), func(pass *analysis.Pass) {
				s := ssabuild.Of(pass).SSA()
				p := NewProgram(s, s.Worlds()[0], nil)
				for _, fn := range p.World.Funcs {
					for _, b := range fn.Blocks {
						ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
						if ok && ret.Pos().IsValid() && !IsMain(fn) && fn.Name() != "cond" && p.EndsProgram(ret) {
							got = append(got, fmt.Sprint(s.Position(ret.Pos()).Line))
						}
					}
				}
			}, ssabuild.Analyzer)
			var want []string
			for i, line := range strings.Split(src, "\n") {
				if strings.HasSuffix(line, "// ends") {
					want = append(want, fmt.Sprint(i+1))
				}
			}
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("the program ends behind lines %q, want %q", got, want)
			}
		})
	}
}
