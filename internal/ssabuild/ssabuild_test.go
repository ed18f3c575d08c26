package ssabuild

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func TestNoReturnFacts(t *testing.T) {
	checktest.Facts(t, noReturn, "ssabuild/noreturn", "ssabuild/noreturn/user")
}

// TestDeadBlocks checks that the code behind a call that never returns is dead,
// whether or not the driver has facts for the standard library: noReturn takes
// none from it.
func TestDeadBlocks(t *testing.T) {
	probe := &analysis.Analyzer{
		Name: "probe", Doc: "report the calls of println that can be reached", Requires: []*analysis.Analyzer{Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, w := range Of(pass).SSA().Worlds() {
				for _, fn := range w.Funcs {
					reportPrintln(pass, fn)
				}
			}
			return nil, nil
		},
	}
	checktest.Facts(t, probe, "ssabuild/deadblocks")
}

func reportPrintln(pass *analysis.Pass, fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if bi, ok := call.Call.Value.(*ssa.Builtin); ok && bi.Name() == "println" {
					pass.Reportf(call.Pos(), "reached")
				}
			}
		}
	}
}

func TestMayExportFacts(t *testing.T) {
	for _, test := range []struct {
		src      string
		imported string // the name of a function of an import that never returns
		want     bool
	}{
		{`func Die() { os.Exit(1) }`, "", true},
		{`func Spin() { for { work() } }`, "", true},
		{`func Die() { die() }; func die() { panic("x") }`, "", true},
		{`func Die() { for i := 0; i < 3; i++ {}; select {} }`, "", true},
		{`func Die() { util.Die() }`, "Die", true},
		{`func Die() { util.Die() }`, "Exit", false},
		{`func Die() { util.Die() }`, "", false},
		{`func die() { panic("x") }`, "", false},
		{`func Get() int { return 1 }`, "Die", false},
		{`func Maybe(b bool) { if b { panic("x") } }`, "Die", false},
		{`func Start() { go func() { panic("x") }() }`, "", false},
		{`func Set(x int) { y = x }`, "Die", false},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", "package p; "+test.src, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := MayExportFacts([]*ast.File{file}, func(name string) bool { return name == test.imported }); got != test.want {
			t.Errorf("MayExportFacts(%s, %q) = %t", test.src, test.imported, got)
		}
	}
}

// TestOnDemand checks that no SSA form is built before somebody asks for it.
func TestOnDemand(t *testing.T) {
	probe := &analysis.Analyzer{
		Name: "probe", Doc: "ask", Requires: []*analysis.Analyzer{Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			p := Of(pass)
			before := p.Built()
			if p.SSA() != p.SSA() {
				t.Error("built twice")
			}
			if before || !p.Built() {
				t.Errorf("%s: built before = %t, after = %t", pass.Pkg.Path(), before, p.Built())
			}
			return nil, nil
		},
	}
	checktest.Analyze(t, probe, checktest.Load(t, "ssabuild/deadblocks")...)
}

// TestWorlds checks what exists for roots inside and outside of test files.
func TestWorlds(t *testing.T) {
	var names [][]string
	probe := &analysis.Analyzer{
		Name: "probe", Doc: "list the functions of each world", Requires: []*analysis.Analyzer{Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			worlds := Of(pass).SSA().Worlds()
			if len(worlds) < 2 {
				return nil, nil // the variant without tests
			}
			for _, w := range worlds {
				var list []string
				for _, fn := range w.Funcs {
					if fn.Synthetic == "" || fn.Origin() != nil {
						list = append(list, fn.Name())
					}
				}
				names = append(names, list)
			}
			return nil, nil
		},
	}
	checktest.Analyze(t, probe, checktest.Load(t, "ssabuild/worlds")...)
	want := []string{
		"F F$1 Generic Generic[int]",
		"F F$1 Generic Generic[int] Generic[ssabuild/worlds.testType] helper helper$1",
	}
	if len(names) != len(want) {
		t.Fatalf("got %d worlds: %v", len(names), names)
	}
	for i := range want {
		slices.Sort(names[i])
		if got := strings.Join(names[i], " "); got != want[i] {
			t.Errorf("world %d: got %s, want %s", i, got, want[i])
		}
	}
}
