package text

import (
	"bytes"
	"flag"
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

func first(names []string) string {
	c := make(chan string)
	go func() { c <- "世界" + query(names[0]) }()
	return <-c
}
`

// findings are of the file p.go in dir.
func findings(dir string) []Finding {
	at := filepath.Join(dir, "p.go")
	return []Finding{
		{"abandonedsend", wire.Diagnostic{
			Posn: at + ":5:14", End: at + ":5:40", Level: "warning",
			Message: "c: goroutine blocks forever sending when first returns at line 6; make c with a buffer of 1",
			Related: []wire.Related{{Posn: at + ":6:2", Message: "first returns here"}, {Posn: at + ":4:7", Message: "the channel is made here"}},
			Trace:   []wire.Step{{Goroutine: "first", Posn: at + ":6:2", Message: "returns", Kind: wire.StepEnd}},
		}},
		{"orphanrecv", wire.Diagnostic{
			Posn: at + ":6:9", End: at + ":6:12", Level: "note", Message: "the caller of first blocks forever receiving from c",
			Related: []wire.Related{
				{Posn: at + ":5:14", Message: "blocks forever here too", Also: true},
				{Posn: at + ":4:14", Message: "blocks forever here too", Also: true},
				{Posn: filepath.Join(dir, "q.go") + ":9:1", Message: "blocks forever here too", Also: true},
			},
		}},
		{"connfile", wire.Diagnostic{
			Posn: at + ":5:27", Level: "error", Message: "a call",
			Related: []wire.Related{{Posn: at + ":4:2", Message: "made here"}, {Posn: at + ":3:2", Message: "declared here"}},
		}},
		{"nofile", wire.Diagnostic{Posn: filepath.Join(dir, "none.go") + ":5:27", Message: "a call; use another"}},
		{"nowhere", wire.Diagnostic{Message: "of all"}},
	}
}

// TestGolden prints findings for each medium.
func TestGolden(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte(code), 0o666); err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]Printer{
		"pipe":     {Context: -1},
		"context":  {Context: 0},
		"oneline":  {Context: -1, Oneline: true, Terminal: true},
		"terminal": {Context: -1, Terminal: true},
		"color":    {Context: -1, Terminal: true, Color: true, Trace: true, Unicode: true},
	} {
		t.Run(name, func(t *testing.T) {
			p.Dir, p.Width, p.Files = dir, 80, source.New()
			var buf bytes.Buffer
			w := show.To(&buf)
			for _, f := range findings(dir) {
				before := buf.Len()
				p.Head(w, f)
				if n := strings.Count(buf.String()[before:], "\n"); n > 3 && p.Context < 0 || n > 1 && p.Oneline {
					t.Errorf("%d lines: %s", n, buf.String()[before:])
				}
				if p.Trace {
					p.Steps(w, f)
				}
			}
			golden := filepath.Join("testdata", name+".txt")
			if *update {
				if err := os.MkdirAll("testdata", 0o777); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(golden, buf.Bytes(), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got := buf.String(); got != string(want) {
				t.Errorf("%s: got\n%s\nrun with -update if that is right", golden, got)
			}
		})
	}
}

func TestUnicode(t *testing.T) {
	for _, test := range []struct {
		env  map[string]string
		want bool
	}{
		{map[string]string{"LANG": "de_DE.UTF-8"}, true},
		{map[string]string{"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, false},
		{map[string]string{"LC_CTYPE": "C.utf8"}, true},
		{map[string]string{"LANG": "de_DE.UTF-8", "TERM": "dumb"}, false},
		{nil, false},
	} {
		if got := HasUnicode(func(name string) string { return test.env[name] }); got != test.want {
			t.Errorf("%v: %t", test.env, got)
		}
	}
}
