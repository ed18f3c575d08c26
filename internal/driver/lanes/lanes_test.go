package lanes

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

var update = flag.Bool("update", false, "write the golden files")

const code = `package p

func QueryAll(names []string) string {
	responses := make(chan string)
	for _, name := range names {
		go func() { // one a name
			responses <- query(name, "世界") // want
		}()
	}
	return <-responses
}
`

// queries is a counter-example whose file is dir/p.go.
func queries(dir string) []wire.Step {
	at := func(line, col int) string { return fmt.Sprintf("%s:%d:%d", filepath.Join(dir, "p.go"), line, col) }
	two, three := "goroutine 2 (started at line 6)", "goroutine 3 (started at line 6)"
	return []wire.Step{
		{Goroutine: "QueryAll", Posn: at(5, 1), Message: "range names is true", Kind: wire.StepBranch},
		{Goroutine: "QueryAll", Posn: at(6, 3), Message: "starts " + two, Kind: wire.StepStart, To: two},
		{Goroutine: "QueryAll", Posn: at(6, 3), Message: "starts " + three, Kind: wire.StepStart, To: three},
		{Goroutine: three, Posn: at(7, 14), Message: "sends, received by QueryAll at line 10", Kind: wire.StepMessage, To: "QueryAll", ToPosn: at(10, 9)},
		{Goroutine: "QueryAll", Posn: at(10, 2), Message: "returns", Kind: wire.StepEnd},
		{Goroutine: three, Posn: at(8, 3), Message: "ends", Kind: wire.StepEnd},
		{Goroutine: "QueryAll", Posn: filepath.Join(dir, "q.go") + ":3:1", Message: "calls what is in another file, of which there is much to say, so much that it does not stay in one line"},
		{Goroutine: two, Posn: at(7, 14), Message: "blocks here for ever: nobody is left who could receive", Kind: wire.StepStuck},
	}
}

func many(dir string, n int) (steps []wire.Step) {
	at := filepath.Join(dir, "p.go") + ":6:3"
	for i := range n {
		name := fmt.Sprintf("goroutine %d (started at line 6)", i+2)
		steps = append(steps, wire.Step{Goroutine: "QueryAll", Posn: at, Message: "starts " + name, Kind: wire.StepStart, To: name})
	}
	for i := range n {
		name := fmt.Sprintf("goroutine %d (started at line 6)", i+2)
		if i%2 == 0 || n > 20 {
			steps = append(steps, wire.Step{Goroutine: name, Posn: at, Message: "ends", Kind: wire.StepEnd})
		}
	}
	return append(steps, wire.Step{Goroutine: "QueryAll", Posn: at, Message: "waits for ever", Kind: wire.StepStuck})
}

// TestGolden draws counter-examples as golden files have them.
func TestGolden(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(code), 0o666); err != nil {
		t.Fatal(err)
	}
	posn := filepath.Join(dir, "p.go") + ":4:2"
	single := []wire.Step{{Posn: posn, Message: "the channel is made here"}, {Posn: posn, Message: "nobody reads it"}}
	workers := []wire.Step{{Goroutine: "main", Posn: posn, Message: "calls"}, {Goroutine: "worker", Posn: posn, Message: "is stuck"}}
	for name, trace := range map[string][]wire.Step{
		"queries": queries(dir), "single": single, "named": workers, "many": many(dir, 12), "toomany": many(dir, 40),
		"hostile": {{Goroutine: "g\x1b[31m", Posn: posn, Message: "a\nb\u202ec\t"}},
	} {
		for _, unicode := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s,%t", name, unicode), func(t *testing.T) {
				lines := Text(Of(trace), source.New(), Style{Width: 80, Unicode: unicode, File: filepath.Join(dir, "p.go"), Name: filepath.Base})
				for _, line := range lines {
					if w := show.Width(line); w > 80 {
						t.Errorf("%d columns: %s", w, line)
					}
				}
				golden(t, fmt.Sprintf("%s-%t.txt", name, unicode), strings.Join(lines, "\n")+"\n")
			})
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nrun with -update if that is right", name, got)
	}
}

// FuzzText draws any steps into any width: no line is longer, and nothing but text is in it.
func FuzzText(f *testing.F) {
	f.Add("goroutine 2 (x)", "main", "a.go:1:2", "says much", "start", 80)
	f.Add("", "", ":", "\x1b", "message", 3)
	f.Fuzz(func(t *testing.T, one, two, posn, message, kind string, width int) {
		trace := []wire.Step{
			{Goroutine: one, Posn: posn, Message: message, Kind: kind, To: two, ToPosn: posn},
			{Goroutine: two, Posn: posn, Message: message, Kind: wire.StepStuck, To: one},
		}
		for _, line := range Text(Of(trace), source.New(), Style{Width: width % 300, Name: filepath.Base}) {
			if strings.ContainsAny(line, "\x1b\n\r\t") {
				t.Errorf("%q", line)
			}
		}
	})
}
