package model

import (
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

func allContracts(t *testing.T) []Contract {
	t.Helper()
	text, err := texts.ReadFile(librariesFile)
	if err != nil {
		t.Fatal(err)
	}
	all, err := parseContracts(string(text))
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var versions = regexp.MustCompile(`^(v|go)\d+\.\d+\.\d+\S*$`)

// TestContracts resolves each contract in the package of the corpus that stands for the
// library, or in std.
func TestContracts(t *testing.T) {
	var paths []string
	seen := make(map[string]bool)
	for _, c := range allContracts(t) {
		if key := string(c.Kind) + " " + c.Func; seen[key] {
			t.Errorf("%s is said twice", key)
		} else {
			seen[key] = true
		}
		if !versions.MatchString(c.Versions) || len(c.Seen) < 10 {
			t.Errorf("%s: no evidence: %q, %q", c.Func, c.Versions, c.Seen)
		}
		paths = append(paths, c.Package())
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	for _, path := range paths {
		if _, err := os.Stat(filepath.Join(checktest.Testdata(), "src", path)); err != nil && !IsStd(path) {
			t.Errorf("the corpus has no %s", path)
		}
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.LoadTypes, Env: append(os.Environ(), "GO111MODULE=off", "GOPATH="+checktest.Testdata(), "GOFLAGS="), Dir: checktest.Testdata(),
	}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	byPath := make(map[string]*types.Package)
	for _, p := range pkgs {
		byPath[p.PkgPath] = p.Types
	}
	for _, c := range allContracts(t) {
		switch obj := lookup(byPath, c.Func).(type) {
		case *types.Func:
			checkContract(t, c, obj)
		case *types.TypeName:
		default:
			t.Errorf("%s: there is none", c.Func)
		}
	}
}

// checkContract looks for the operands and the methods that a contract names.
func checkContract(t *testing.T, c Contract, fn *types.Func) {
	t.Helper()
	if got := ContractsOf(fn); !slices.ContainsFunc(got, func(d Contract) bool { return d.Kind == c.Kind && d.Func == c.Func }) {
		t.Errorf("ContractsOf(%v) = %v", fn, got)
	}
	sig := fn.Signature()
	for _, i := range c.By {
		if i >= sig.Params().Len() {
			t.Errorf("%s: no argument %d", c.Func, i)
		}
	}
	var on types.Type
	switch vars := map[OperandKind]*types.Tuple{Arg: sig.Params(), Res: sig.Results()}[c.On.Kind]; {
	case c.On.Kind == Recv && sig.Recv() != nil:
		on = sig.Recv().Type()
	case vars == nil || c.On.Index >= vars.Len():
		t.Errorf("%s: no operand %v", c.Func, c.On)
		return
	default:
		on = vars.At(c.On.Index).Type()
	}
	switch c.Kind {
	case MustDrain, StaysOpen:
		if _, ok := on.Underlying().(*types.Chan); !ok {
			t.Errorf("%s: %v is no channel", c.Func, on)
		}
	case MustStop:
		if _, isFunc := on.Underlying().(*types.Signature); isFunc {
			if !slices.Equal(c.Ends, []string{Call}) {
				t.Errorf("%s: %v is called", c.Func, on)
			}
		} else if len(c.Ends) > 0 {
			obj, _, _ := types.LookupFieldOrMethod(on, true, fn.Pkg(), c.Ends[0])
			if _, ok := obj.(*types.Func); !ok {
				t.Errorf("%s: %v has no %s", c.Func, on, c.Ends[0])
			}
		}
	case WaitsFor:
	}
}

func TestContractErrors(t *testing.T) {
	for text, want := range map[string]string{
		"stop a.F":                                 "line 1: want KIND",
		"halt a.F res0 Close\n\tv1.0.0: seen":      "line 1: want KIND",
		"stop a.F Close res0\n\tv1.0.0: seen":      "line 1: operand",
		"stop a.F res0 res1\n\tv1.0.0: seen":       "line 1: res1 ends nothing",
		"stop a.F res0 Close":                      "has no evidence",
		"stop a.F res0 Close\nstop a.G res0":       "line 2: the record before it has no evidence",
		"\tv1.0.0: seen":                           "line 1: want VERSIONS",
		"stop a.F res0 Close\n\tsomebody saw it":   "line 2: want VERSIONS",
		"# only\n\nstop a.F res0 Close\n\tv1: x\n": "",
	} {
		_, err := parseContracts(text)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("parseContracts(%q) = %v, want %q", text, err, want)
		}
	}
}
