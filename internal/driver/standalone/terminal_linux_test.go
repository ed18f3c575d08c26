package standalone

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sys/unix"

	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/text"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// onTerminal returns what f prints to a pseudo-terminal.
func onTerminal(tb testing.TB, f func(terminal *os.File)) string {
	tb.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		tb.Skip(err)
	}
	defer master.Close()
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		tb.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		tb.Fatal(err)
	}
	terminal, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		tb.Skip(err)
	}
	shown := make(chan string)
	go func() {
		var buf bytes.Buffer
		_, _ = io.Copy(&buf, master) // ends with an error when nobody has the terminal open
		shown <- buf.String()
	}()
	f(terminal)
	terminal.Close()
	return <-shown
}

// harmful returns what in a text shown on a terminal, or in the log of a CI service,
// does more than show.
func harmful(shown string) (found []string) {
	for _, sequence := range []string{text.Bold, text.Faint, text.Red, text.Yellow, text.Plain, "\r\x1b[K"} {
		shown = strings.ReplaceAll(shown, sequence, "")
	}
	shown = strings.ReplaceAll(shown, "\r\n", "\n") // the terminal's own
	for i, r := range shown {
		_, size := utf8.DecodeRuneInString(shown[i:])
		switch {
		case r == '\n' || r == '\t':
		case r == utf8.RuneError && size == 1, unicode.IsControl(r),
			unicode.Is(unicode.Bidi_Control, r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			found = append(found, fmt.Sprintf("%q in %q", r, shown[max(i-20, 0):min(i+20, len(shown))]))
		}
	}
	for line := range strings.Lines(shown) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "::") || strings.Contains(line, "##[") || strings.Contains(line, "##vso[") {
			found = append(found, fmt.Sprintf("a command: %q", line))
		}
	}
	return found
}

// hostile returns a text that does something to terminals and logs.
func hostile(r *rand.Rand) string {
	parts := []string{
		"\x1b[31m", "\x1b]0;title\x07", "\x1b[2J", "\x9b31m", "\u009b1A", "\x00", "\b\b\b", "\r", "\n", "\t", "\x7f", "\v\f",
		"\u202e", "\u2066", "\u200f", "\u061c", "\u2028", "\u2029", "\ufeff", "\xff\xfe", "\xed\xa0\x80",
		"::error file=x::y", "\n::add-mask::x", "##[error]x", "##vso[task.setvariable variable=x]y", "##teamcity[x]", "section_start:1:x\r\x1b[0K",
		"name", "é", "世界", "عربى", " ", "%s%n", "/", ":", "(badcall)", "a.go:1:1: x",
	}
	var b strings.Builder
	for range 1 + r.IntN(5) {
		b.WriteString(parts[r.IntN(len(parts))])
	}
	return b.String()
}

// TestHostileNames shows a thousand names and literals on a terminal, by way of files,
// line directives, messages, source excerpts, errors of types and of modules.
func TestHostileNames(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	command, err := exec.LookPath("gopitfalls") // this test, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	dir := t.TempDir()
	write := func(name, text string) {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	show := func(args ...string) string {
		return onTerminal(t, func(terminal *os.File) {
			cmd := exec.Command(command, args...)
			cmd.Dir, cmd.Stdout, cmd.Stderr = dir, terminal, terminal
			cmd.Env = append(os.Environ(), "GOPROXY=off", "GOTOOLCHAIN=local", "GOFLAGS=", "TERM=xterm", "NO_COLOR=")
			_ = cmd.Run() // there are findings and errors
		})
	}
	check := func(what, text, want string) {
		t.Helper()
		if found := harmful(text); len(found) > 0 {
			t.Errorf("%s: %d times, such as %s", what, len(found), found[0])
		}
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %q in\n%q", what, want, text)
		}
	}

	const names = 400
	write("go.mod", "module example.com/m\n\ngo 1.26\n")
	var src strings.Builder
	src.WriteString("package m\n\nfunc bad() {}\nfunc good() {}\nfunc noted(string) {}\nfunc F() {\n")
	for i := range names {
		comment := strings.NewReplacer("\n", "", "\x00", "", "\ufeff", "", "\r", "").Replace(hostile(r))
		if !utf8.ValidString(comment) {
			comment = strings.ToValidUTF8(comment, "")
		}
		fmt.Fprintf(&src, "//line %s%d.go:%d:1\n\tbad() // %s\n\tnoted(%+q)\n", comment, i, i+1, comment, hostile(r))
	}
	src.WriteString("}\n")
	write("m.go", src.String())
	// Names of files, as far as the go command takes them.
	for i := range 200 {
		name := strings.NewReplacer("/", "", "\x00", "").Replace(hostile(r))
		write(fmt.Sprintf("n%03d/n%s.go", i, name), "package n\n\nfunc bad() {}\nfunc good() {}\nfunc F() { bad() }\n")
	}
	all := show("-c", "1", "-trace", "./...")
	check("findings", all, "noted with ")
	t.Logf("%d findings shown", strings.Count(all, "call of bad"))
	if n := strings.Count(all, "call of bad"); n < names {
		t.Errorf("only %d findings", n)
	}
	check("a diff", show("-diff", "./..."), "+")

	for i := range 10 {
		literal := hostile(r)
		write("m.go", fmt.Sprintf("package m\n\nvar x int = %+q\n", literal))
		check("an error of types", show("."), "m.go")
		write("m.go", fmt.Sprintf("package m\n\nimport _ %+q\n", literal))
		check("an import", show("."), "m.go")
		write("m.go", "package m\n")
		write("go.mod", fmt.Sprintf("module example.com/m%d\n\ngo 1.26\n\n%s%s\n", i, "require ", literal))
		check("a module", show("."), "")
		write("go.mod", "module example.com/m\n\ngo 1.26\n")
		arg := strings.ReplaceAll(literal, "\x00", "")
		check("a pattern", show("./"+arg), "gopitfalls")
		check("a flag", show("-"+arg), "gopitfalls")
		check("a revision", show("-new-from-rev="+arg, "."), "gopitfalls")
		check("a configuration", show("-config="+arg, "."), "gopitfalls")
		check("a file to inspect", show("inspect", arg), "gopitfalls")
		write("bad.yml", "checks:\n  "+literal+": true\n")
		check("what a configuration says", show("-config=bad.yml", "."), "gopitfalls")
		write("bad.json", literal)
		check("what a baseline says", show("-baseline=bad.json", "."), "gopitfalls")
	}
}

// FuzzTerminal prints any findings and errors to a terminal.
func FuzzTerminal(f *testing.F) {
	f.Add("a\x1b[31m.go", "b\u202e", "c\n::error::d", "\r\x9b")
	f.Fuzz(func(t *testing.T, file, message, step, why string) {
		if len(file)+len(message)+len(step)+len(why) > 1000 {
			t.Skip() // a terminal takes a few kilobytes, then somebody must read
		}
		shown := onTerminal(t, func(terminal *os.File) {
			env := Env{Stdout: terminal, Stderr: terminal, Dir: "/dir", Getenv: func(string) string { return "" }, Info: testInfo}
			env.with(func(env Env) int {
				opts := &options{trace: true, context: 1}
				p := newPrinter(env, opts)
				f := finding{check: "badcall", Position: wire.Position{File: file, Line: 1, Col: 1}, Diagnostic: wire.Diagnostic{
					Posn:    file + ":1:1",
					Message: message,
					Related: []wire.Related{{Posn: step + ":1:1", Message: why}},
					Trace:   []wire.Step{{Posn: file + ":2:1", Goroutine: step, Message: why}},
				}}
				out := &outcome{errors: []string{why}}
				_ = p.findings([]finding{f}, out)
				p.told([]string{message, why})
				p.skippedFixes(&fixes.Plan{Skipped: []fixes.Skipped{{Posn: file + ":1:1", Why: why}}})
				p.counts(nil, 0, out)
				lines := &lineWriter{progress: env.err}
				fmt.Fprintf(lines, "go: downloading %s\n", why)
				return 0
			})
		})
		if found := harmful(shown); len(found) > 0 {
			t.Errorf("%q", found)
		}
	})
}
