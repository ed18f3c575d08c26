package sarif

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

var update = flag.Bool("update", false, "write the golden files")

var checks = []*analysis.Analyzer{
	{Name: "first", URL: "https://example.com/first.md", Doc: "report what comes\nfirst\n\nWhy:\n\n\tx := <code>\n\n# Call\n\nA [fmt.Println] that is first."},
	{Name: "second", Doc: "report what comes second"},
}

func info(check string) checkdoc.Info { return checkdoc.Info{Note: check == "second"} }

// TestGolden compares whole logs. That the schema allows them is what
// internal/integration/schema tests.
func TestGolden(t *testing.T) {
	root, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "src dir", "é.go")
	for name, r := range map[string]Run{
		"empty":  {},
		"failed": {Errors: []string{"example.com/m: a.go:1:1: wrong"}},
		"full":   {Version: "v1.2.3", Checks: checks, Findings: findings(t, file)},
	} {
		t.Run(name, func(t *testing.T) {
			r.Root, r.Dir, r.Info = root, root, info
			var got bytes.Buffer
			if err := Write(&got, r); err != nil {
				t.Fatal(err)
			}
			compare(t, filepath.Join("testdata", name+".sarif"), got.Bytes())
		})
	}
}

// findings returns a finding with all that there can be, and some with less.
func findings(t *testing.T, file string) []Finding {
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(src)
	hash := hex.EncodeToString(sum[:])
	edit := func(what, text string) wire.TextEdit {
		start := bytes.Index(src, []byte(what))
		return wire.TextEdit{Filename: file, Start: start, End: start + len(what), New: text}
	}
	full := wire.Diagnostic{
		Category:    "call",
		Posn:        file + ":6:13", // behind a character that is two, and four bytes
		End:         file + ":6:18",
		Message:     "call of <bad> & worse",
		Related:     []wire.Related{{Posn: file + ":3:6", End: file + ":3:6", Message: "declared here"}},
		URL:         "https://example.com/first.md#call",
		Fingerprint: "0123456789abcdef0123456789abcdef",
		SuggestedFixes: []wire.SuggestedFix{
			{Message: "Call good", Edits: []wire.TextEdit{edit("bad()", "good()"), edit("func F", "// F\nfunc F")}},
			{Message: "Edit a file that has changed", Edits: []wire.TextEdit{edit("bad()", "x"), {Filename: file + "x"}}},
			{Message: "Edit what is not there", Edits: []wire.TextEdit{{Filename: file, Start: 1, End: 1 << 20}}},
			{Message: "Edit nothing"},
		},
		Level:      checkdoc.Warning,
		FileHashes: map[string]string{file: hash, file + "x": hash},
		Trace: []wire.Step{
			{Goroutine: "F", Posn: file + ":5:6", Message: "starts"},
			{Goroutine: "worker", Posn: file + ":6:13", Message: "sends"},
			{Goroutine: "F", Posn: file + ":7:1", Message: "returns"},
			{Goroutine: "worker", Posn: file + ":6:13", Message: "is stuck"},
		},
	}
	return []Finding{
		{"first", full},
		{"second", wire.Diagnostic{Level: checkdoc.Note, Posn: "/elsewhere/a b.go:3:4", End: "/elsewhere/a b.go:5:1", Message: "outside of the root"}},
		{"second", wire.Diagnostic{Level: checkdoc.Note, Posn: "-", End: "-", Message: "nowhere", Trace: []wire.Step{{Posn: "-", Message: "alone"}}}},
	}
}

func compare(t *testing.T, golden string, got []byte) {
	if *update {
		if err := os.WriteFile(golden, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: got\n%s\nrun with -update if that is right", golden, got)
	}
}

func TestParse(t *testing.T) {
	for posn, want := range map[string]struct {
		file      string
		line, col int
	}{
		"/a/b.go:3:14":  {"/a/b.go", 3, 14},
		`C:\a\b.go:3:1`: {`C:\a\b.go`, 3, 1},
		"/a/b.go:3":     {"/a/b.go", 3, 0},
		"/a:1/b.go:3":   {"/a:1/b.go", 3, 0},
		"/a/b.go":       {},
		"-":             {},
		"":              {},
	} {
		if file, line, col := parse(posn); file != want.file || line != want.line || col != want.col {
			t.Errorf("parse(%q) = %q, %d, %d", posn, file, line, col)
		}
	}
}
