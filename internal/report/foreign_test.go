package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"
)

// TestForeign marks with MARK each place where a finding would stand, and with
// SUPPRESSED those at which it must not be shown.
func TestForeign(t *testing.T) {
	const src = `package p

func f() {
	mark() // MARK
	mark() //nolint // MARK SUPPRESSED
	mark() //nolint:connfile // MARK SUPPRESSED
	mark() //nolint:errcheck // MARK
	mark() //nolint:gopitfalls // MARK SUPPRESSED
	//nolint:connfile
	mark() // MARK SUPPRESSED
	mark() // MARK
	//lint:ignore connfile for a reason
	mark() // MARK SUPPRESSED
	//lint:ignore conn* for a reason
	mark() // MARK SUPPRESSED
	//lint:ignore connfile
	mark() // MARK
	//lint:ignore SA1019 for a reason
	mark() // MARK
}

//nolint:connfile
func g() {
	mark() // MARK SUPPRESSED
}

func mark() {}
`
	checkForeign(t, src)
	checkForeign(t, "//lint:file-ignore connfile for a reason\n\n"+strings.ReplaceAll(strings.ReplaceAll(src, "SUPPRESSED", ""), "MARK", "MARK SUPPRESSED"))
	checkForeign(t, "//nolint:connfile\npackage p\nfunc f() {\n\tprintln() // MARK SUPPRESSED\n}\n")
}

func checkForeign(t *testing.T, src string) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	foreign := ParseForeign(fset, []*ast.File{file})
	lines := strings.Split(src, "\n")
	for i, line := range lines {
		if !strings.Contains(line, "MARK") {
			continue
		}
		pos := fset.File(file.FileStart).LineStart(i+1) + 1
		want := strings.Contains(line, "SUPPRESSED")
		if got := foreign.Suppresses("connfile", fset.Position(pos)); got != want {
			t.Errorf("line %d: suppressed = %t: %s", i+1, got, line)
		}
	}
}
