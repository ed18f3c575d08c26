// Package show prints text for people: on terminals, and in logs that a machine reads
// for commands. Names of files, import paths, literals, errors and whole lines of source
// come from code that may be anybody's, and none of it may move the cursor, hide or
// reorder text, begin a line or speak to a CI service. All output of the command that is
// not data (JSON, SARIF, a diff that is piped) goes through a [Printer].
package show

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"text/tabwriter"
	"unicode"
	"unicode/utf8"
)

// Text returns what is printed of a text that belongs into one line: what is printable,
// in any language, as it is, and everything else escaped as Go escapes it in literals.
func Text(s string) string { return escape(s, false) }

// Source returns what is printed of a line of source: as [Text], but with its tabs.
func Source(s string) string { return escape(strings.TrimSuffix(s, "\r"), true) }

func escape(s string, tabs bool) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case printable(r) || tabs && r == '\t':
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		i += size
	}
	return commands.Replace(b.String())
}

// commands breaks what CI services read as commands wherever it stands in a line: the
// runners of GitHub, Azure Pipelines and TeamCity. For those that must begin a line see
// [Printer.Printf].
var commands = strings.NewReplacer("##[", `#\x23[`, "##vso[", `#\x23vso[`, "##teamcity[", `#\x23teamcity[`)

// printable reports whether a character shows, in its place, and does nothing else.
func printable(r rune) bool {
	switch r {
	case '\u200c', '\u200d', '\u180e': // join or separate letters of Persian, Hindi, Mongolian, and emoji
		return true
	}
	return unicode.IsPrint(r) || unicode.Is(unicode.Zs, r) || unicode.Is(unicode.Prepended_Concatenation_Mark, r)
}

// A Trusted text is our own, with the escape sequences that are in it.
type Trusted string

// A Printer prints text, of several goroutines. It remembers the first error of the writer, and prints nothing
// from then on.
type Printer struct {
	mu    sync.Mutex
	w     io.Writer
	err   error
	used  bool
	yield func() (done func())
}

// To returns a printer.
func To(w io.Writer) *Printer { return &Printer{w: w} }

// Used reports whether anything was printed.
func (p *Printer) Used() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.used
}

// After has a printer call yield before it prints anything, and done behind that.
func (p *Printer) After(yield func() (done func())) { p.yield = yield }

// Err returns the first error.
func (p *Printer) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// Printf prints whole lines. Of its arguments, texts and errors are escaped. No line
// begins as a command of GitHub's runner does, which looks behind space, too.
func (p *Printer) Printf(format string, args ...any) {
	shown := make([]any, len(args))
	for i, arg := range args {
		switch arg := arg.(type) {
		case Trusted:
			shown[i] = string(arg)
		case string:
			shown[i] = Text(arg)
		case error:
			shown[i] = Text(arg.Error())
		case fmt.Stringer:
			shown[i] = Text(arg.String())
		default:
			shown[i] = arg
		}
	}
	p.Data([]byte(defuse(fmt.Sprintf(format, shown...))))
}

// Println prints a line.
func (p *Printer) Println(line string) { p.Printf("%s\n", line) }

// Message prints a message that may have further lines, which begin with a tab, as those
// of go/types have.
func (p *Printer) Message(s string) {
	lines := strings.Split(s, "\n\t")
	for i, line := range lines {
		lines[i] = Text(line)
	}
	p.Printf("%s\n", Trusted(strings.Join(lines, "\n\t")))
}

// Data prints what is for machines, or our own text, as it is.
func (p *Printer) Data(data []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil || len(data) == 0 {
		return
	}
	p.used = true
	if p.yield != nil {
		defer p.yield()()
	}
	_, p.err = p.w.Write(data)
}

// Write does what [Printer.Data] does, for encoders and the like.
func (p *Printer) Write(data []byte) (int, error) {
	p.Data(data)
	return len(data), p.Err()
}

// defuse escapes the first character of lines that would be commands.
func defuse(text string) string {
	if !strings.Contains(text, "::") {
		return text
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		bare := strings.TrimLeftFunc(line, unicode.IsSpace)
		if strings.HasPrefix(bare, "::") {
			lines[i] = line[:len(line)-len(bare)] + `\x3a` + bare[1:]
		}
	}
	return strings.Join(lines, "\n")
}

// Columns prints rows whose cells stand below each other. A first cell that is empty
// indents its row.
func (p *Printer) Columns(rows ...[]string) {
	var text strings.Builder
	tw := tabwriter.NewWriter(&text, 0, 8, 2, ' ', 0)
	for _, row := range rows {
		cells := make([]string, len(row))
		for i, cell := range row {
			cells[i] = Text(cell)
		}
		fmt.Fprintln(tw, strings.Join(cells, "\t"))
	}
	tw.Flush()
	p.Data([]byte(defuse(text.String())))
}
