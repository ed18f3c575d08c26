package lifetime_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
	"github.com/gopitfalls/gopitfalls/internal/lifetime"
)

// TestMentions tells packages that have to do with descriptors from others, which
// have no worlds, and whose facts need not be computed: by types, and by syntax.
func TestMentions(t *testing.T) {
	for _, c := range []struct {
		src               string
		mentions, exports bool
	}{
		{`func F() {}`, false, false},
		{`import "os"; func F(f *os.File) {}`, true, true},
		{`import "os"; func f(f *os.File) {}`, false, true}, // File is the name of a method, too
		{`import "os"; func F(f os.File) {}`, true, true},
		{`import "os"; func F(int, *os.File) {}`, true, true},
		{`import "os"; func F() *os.File { return nil }`, true, true},
		{`import "os"; func F(os.FileMode) {}`, false, false},
		{`import "net"; func F() net.Conn { return nil }`, true, true},
		{`import "net"; func F() (net.Addr, *net.TCPConn) { return nil, nil }`, true, true},
		{`import "net"; func F(c net.Conn) {}`, false, false},
		{`import "net"; func F() net.Addr { return nil }`, false, false},
		{`import "os"; type T struct{}; func (T) F(f *os.File) {}`, true, true},
		{`type os struct{ File int }; func F(o os) int { return o.File }`, false, false},
		{`import "os"; func f() { os.Stdin.Fd() }`, true, true},
		{`import "os"; func f() { _ = os.Stdin.Fd }`, true, true},
		{`import "os"; func f() { os.Stdin.Close() }`, false, false},
		{`import "syscall"; func f() { syscall.SetNonblock(0, true) }`, true, true},
		{`import "syscall"; func f() { syscall.Close(3) }`, true, true},
		{`import "syscall"; func f() { syscall.Getpid() }`, false, false},
		{`import "syscall"; func F(fd int) { syscall.Fsync(fd) }`, true, true},
		{`import "syscall"; func F(sockFD uintptr) { syscall.Fsync(int(sockFD)) }`, true, true},
		{`import "syscall"; func f(fd int) { syscall.Fsync(fd) }`, false, false},
		{`import "syscall"; func F(pid int) { syscall.Kill(pid, 0) }`, false, false},
		{`func F(fd int) {}`, false, false},
		{`import "io"; func f(c io.Closer) { c.Close() }`, false, false},
		{`type T struct{}; func (T) Fd() {}; func f(t T) { t.Fd() }`, false, false},
		{`import "net"; type T struct{}; func (T) Fd() {}; func f(t T, c net.Conn) { t.Fd() }`, false, true}, // by its name only
		{`import "os"; type c interface{ File() (*os.File, error) }; func f(c c) { c.File() }`, true, true},
		{`import "os"; type c interface{ File() *os.File }; func f(c c) { c.File() }`, false, true},
		{`import "os"; type c interface{ File(int) (*os.File, error) }; func f(c c) { c.File(1) }`, false, true},
		{`type c interface{ File() (int, error) }; func f(c c) { c.File() }`, false, false},
	} {
		worlds := 0
		checktest.Pass(t, checktest.Source(t, "package p; "+c.src), func(pass *analysis.Pass) {
			lifetime.Visit(pass, func(*lifetime.World) { worlds++ })
		}, lifetime.Analyzer)
		if mentions := worlds > 0; mentions != c.mentions {
			t.Errorf("%s\nmentions descriptors: %v, want %v", c.src, mentions, c.mentions)
		}
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", "package p; "+c.src, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		if exports := lifetime.MayExportFacts([]*ast.File{file}, func(string) bool { return false }); exports != c.exports {
			t.Errorf("%s\nmay export facts: %v, want %v", c.src, exports, c.exports)
		}
		if !lifetime.MayExportFacts([]*ast.File{file}, func(name string) bool { return name == "p" }) {
			t.Errorf("%s\nmay export no facts though an import has one about f", c.src)
		}
	}
}
