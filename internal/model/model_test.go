package model

import (
	"fmt"
	"go/types"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/internal/checktest"
)

// load loads std and those packages of golang.org/x about which the table
// speaks, once for all tests.
var load = sync.OnceValues(func() (map[string]*types.Package, error) {
	entries, err := parseAll()
	if err != nil {
		return nil, err
	}
	paths := []string{"std"}
	for _, e := range entries {
		if path := split(e.Func).pkg; !IsStd(path) && strings.HasPrefix(path, "golang.org/x/") {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadTypes, Env: checktest.ModuleEnv()}, slices.Compact(paths)...)
	if err != nil {
		return nil, err
	}
	byPath := make(map[string]*types.Package)
	for _, p := range pkgs {
		if len(p.Errors) == 0 { // of golang.org/x, not all are among this module's dependencies
			byPath[p.PkgPath] = p.Types
		}
	}
	return byPath, nil
})

func loaded(t *testing.T) map[string]*types.Package {
	t.Helper()
	pkgs, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return pkgs
}

// find finds a function by its full name.
func find(t *testing.T, full string) *types.Func {
	t.Helper()
	fn, ok := lookup(loaded(t), full).(*types.Func)
	if !ok {
		t.Fatalf("%s: no such function", full)
	}
	return fn
}

// fullName returns the name of fn as the table writes it.
func fullName(fn *types.Func) string {
	full := fn.FullName()
	if i := strings.IndexByte(full, '['); i >= 0 { // (*sync/atomic.Pointer[T]).Load
		full = full[:i] + full[strings.LastIndexByte(full, ']')+1:]
	}
	return full
}

// lookup finds a function, a field or a type by its name in the table, nil if
// there is none.
func lookup(pkgs map[string]*types.Package, full string) types.Object {
	s := split(full)
	scope := types.Universe
	pkg := pkgs[s.pkg]
	if s.pkg != "" {
		if pkg == nil {
			return nil
		}
		scope = pkg.Scope()
	}
	if s.typ == "" {
		return scope.Lookup(s.name)
	}
	obj, ok := scope.Lookup(s.typ).(*types.TypeName)
	if !ok || s.name == "" {
		return obj
	}
	member, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, s.name)
	if fn, ok := member.(*types.Func); ok && fullName(fn) != full {
		return nil // embedded, or the receiver is no pointer
	}
	return member
}

// TestResolve resolves every line in the running Go, so that a rename in a
// coming release is noticed. Packages outside this module's build are skipped.
func TestResolve(t *testing.T) {
	entries, err := parseAll()
	if err != nil {
		t.Fatal(err)
	}
	resolved := 0
	for _, e := range entries {
		s := split(e.Func)
		pkg, ok := loaded(t)[s.pkg]
		if !ok && s.pkg != "" && !IsStd(s.pkg) {
			continue
		}
		if s.typ == "" && s.name == "" {
			if pkg == nil {
				t.Errorf("%s %s: no such package", e.Effect, e.Func)
			}
			continue
		}
		resolved++
		switch obj := lookup(loaded(t), e.Func).(type) {
		case *types.Func:
			checkOperands(t, e.Entry, obj.Signature())
		case *types.TypeName:
			if s.name != "" || obj == nil {
				t.Errorf("%s %s: no such type", e.Effect, e.Func)
			}
		case *types.Var:
			if !slices.Contains(onVariables, e.Effect) {
				t.Errorf("%s %s: is no function", e.Effect, e.Func)
			}
		default:
			if runtime.GOOS != "linux" || !slices.Contains(elsewhere, e.Func) {
				t.Errorf("%s %s: there is none", e.Effect, e.Func)
			}
		}
	}
	if resolved == 0 {
		t.Fatal("resolved nothing")
	}
}

// Effects whose first or second argument or result must be of a certain type.
var (
	onContexts  = []Effect{CtxRoot, CtxCancel, CtxTimer, CtxValue, CtxDetach, CtxAfter, CtxDone, CtxErr, CtxGet, GroupCtx, SemAcquire, TestCtx}
	onFunctions = []Effect{Calls, Once, Consumes, Iterates, WgGo, OnceDo, OnceFunc, OnceValue, GroupGo, GroupTryGo, TestRun, TestCleanup, AfterFunc}
	onChannels  = []Effect{TimeAfter, TimeTick, Notify, Unnotify, ExtRes}
)

// onVariables are the effects of fields and variables.
var onVariables = []Effect{EOF, NeverFails, Input, Bounds, UsualClient, Plain, CmdOutput, HandOff, ChildText, ProcText, GoResolver, ResolverDial, DefaultResolver, Lookup, OwnLookup, OwnAddress, AddressField, Numeric}

func checkOperands(t *testing.T, e Entry, sig *types.Signature) {
	for i, op := range e.Operands {
		v := sig.Recv()
		switch {
		case op.Kind == Arg && op.Index < sig.Params().Len():
			v = sig.Params().At(op.Index)
		case op.Kind == Res && op.Index < sig.Results().Len():
			v = sig.Results().At(op.Index)
		case op.Kind != Recv || v == nil:
			t.Errorf("%s %s: no operand %v in %v", e.Effect, e.Func, op, sig)
			continue
		}
		ok := true
		switch typ := v.Type(); {
		case i > 0:
		case slices.Contains(onContexts, e.Effect):
			named, isNamed := typ.(*types.Named)
			ok = isNamed && isContext(named)
		case slices.Contains(onFunctions, e.Effect):
			_, ok = typ.Underlying().(*types.Signature)
		case slices.Contains(onChannels, e.Effect):
			_, ok = typ.Underlying().(*types.Chan)
		}
		if !ok {
			t.Errorf("%s %s: %v is not what the effect is about", e.Effect, e.Func, v)
		}
	}
}

// ofSeveral are effects that a function may have on several operands, a line
// each.
var ofSeveral = []Effect{Closes, Calls, Consumes, NewFile, Pollable, Borrow, ExecArgs}

// elsewhere are functions of systems other than the one that runs the tests.
var elsewhere = []string{"syscall.Kevent", "golang.org/x/sys/unix.Kevent", "syscall.SetKevent", "golang.org/x/sys/unix.SetKevent"}

func TestTable(t *testing.T) {
	entries, err := parseAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	said := make(map[Effect]bool)
	ends := make(map[string][]Effect)
	for _, e := range entries {
		said[e.Effect] = true
		key := string(e.Effect) + " " + e.Func
		if slices.Contains(ofSeveral, e.Effect) {
			key += fmt.Sprint(e.Operands)
		}
		if seen[key] {
			t.Errorf("%s is said twice", key)
		}
		seen[key] = true
		switch e.Effect {
		case NoReturn, Exits, Goexits, Panics:
			ends[e.Func] = append(ends[e.Func], e.Effect)
		}
	}
	for fn, effects := range ends {
		if len(effects) != 2 || !slices.Contains(effects, NoReturn) {
			t.Errorf("%s has %v, want noreturn and one reason", fn, effects)
		}
	}
	for effect := range arity {
		if !said[effect] {
			t.Errorf("nothing has the effect %s", effect)
		}
	}
}

// TestExplained looks for a comment about each effect.
func TestExplained(t *testing.T) {
	files, err := texts.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	var comments strings.Builder
	for _, f := range files {
		text, err := texts.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "# ") {
				comments.WriteString(strings.ReplaceAll(line, ", ", "\n# "))
			}
		}
	}
	for effect := range arity {
		if !strings.Contains(comments.String(), "\n# "+string(effect)+" ") {
			t.Errorf("no comment explains %s", effect)
		}
	}
}

func TestEffectsOf(t *testing.T) {
	pointer := find(t, "(*sync/atomic.Pointer).Load").Signature().Recv().Type().(*types.Pointer).Elem().(*types.Named)
	ofInt, err := types.Instantiate(nil, pointer.Origin(), []types.Type{types.Typ[types.Int]}, true)
	if err != nil {
		t.Fatal(err)
	}
	load, _, _ := types.LookupFieldOrMethod(types.NewPointer(ofInt), true, nil, "Load")
	for _, test := range []struct {
		fn   *types.Func
		want string
	}{
		{nil, ""},
		{types.Universe.Lookup("error").Type().Underlying().(*types.Interface).Method(0), ""},
		{find(t, "fmt.Println"), ""},
		{find(t, "(*os.File).Close"), ""},
		{find(t, "(*bytes.Buffer).Reset"), ""},
		{find(t, "os.Exit"), "exits noreturn"},
		{find(t, "slices.SortedFunc"), "calls consumes"},
		{find(t, "(net.Listener).Accept"), "accepted accepts newconn serves"},
		{load.(*types.Func), "atomicload"},
	} {
		var got []string
		for _, e := range EffectsOf(test.fn) {
			got = append(got, string(e.Effect))
		}
		slices.Sort(got)
		if got := strings.Join(got, " "); got != test.want {
			t.Errorf("EffectsOf(%v) = %q, want %q", test.fn, got, test.want)
		}
	}
}

// TestUndecided logs functions of std that take functions and of which the
// table says nothing, where testdata does not know them either: a new Go has
// new ones.
func TestUndecided(t *testing.T) {
	golden, err := os.ReadFile("testdata/undecided.txt")
	if err != nil {
		t.Fatal(err)
	}
	known := make(map[string]bool)
	for line := range strings.Lines(string(golden)) {
		known[strings.TrimSpace(line)] = true
	}
	var paths []string
	for path := range loaded(t) {
		if IsStd(path) && !strings.HasPrefix(path, "vendor/") && !slices.Contains(strings.Split(path, "/"), "internal") {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	for _, path := range paths {
		for _, fn := range exported(loaded(t)[path]) {
			if takesFunction(fn) && len(EffectsOf(fn)) == 0 && !known[fullName(fn)] {
				t.Logf("undecided: %s", fullName(fn))
			}
		}
	}
}

// exported returns the functions of a package, and the methods of its types,
// that others can name.
func exported(pkg *types.Package) []*types.Func {
	var fns []*types.Func
	for _, n := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(n)
		if !obj.Exported() {
			continue
		}
		switch obj := obj.(type) {
		case *types.Func:
			fns = append(fns, obj)
		case *types.TypeName:
			typ := obj.Type()
			if !types.IsInterface(typ) {
				typ = types.NewPointer(typ)
			}
			for sel := range types.NewMethodSet(typ).Methods() {
				if fn := sel.Obj().(*types.Func); fn.Exported() && fn.Pkg() == pkg {
					fns = append(fns, fn)
				}
			}
		}
	}
	return fns
}

func takesFunction(fn *types.Func) bool {
	for v := range fn.Signature().Params().Variables() {
		if _, ok := v.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}

func TestParseErrors(t *testing.T) {
	for _, line := range []string{
		"noreturn", "nosuch os.Exit", "noreturn os.Exit recv", "adopt net.FileConn arg", "adopt net.FileConn arg-1", "adopt net.FileConn res1x", "adopt net.FileConn 1", "adopt net.FileConn resarg1",
		"noreturn os", "noreturn (os.File)", "benign fmt",
	} {
		if _, err := parse(nil, line); err == nil || !strings.HasPrefix(err.Error(), "line 1: ") {
			t.Errorf("parse(%q) = %v, want an error that names the line", line, err)
		}
	}
}

func TestSplit(t *testing.T) {
	for s, want := range map[string]subject{
		"os.Exit":                         {"os", "", "Exit"},
		"log/slog":                        {"log/slog", "", ""},
		"github.com/pkg/errors":           {"github.com/pkg/errors", "", ""},
		"github.com/pkg/errors.As":        {"github.com/pkg/errors", "", "As"},
		"(net.Conn)":                      {"net", "Conn", ""},
		"(error)":                         {"", "error", ""},
		"(net.Conn).Read":                 {"net", "Conn", "Read"},
		"(*os/exec.Cmd).Run":              {"os/exec", "Cmd", "Run"},
		"(*go.uber.org/zap.Logger).Fatal": {"go.uber.org/zap", "Logger", "Fatal"},
	} {
		if got := split(s); got != want {
			t.Errorf("split(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestIsStd(t *testing.T) {
	if !slices.IsSorted(roots) {
		t.Error("roots are not sorted")
	}
	out, err := exec.Command("go", "list", "std", "cmd/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for path := range strings.FieldsSeq(string(out)) {
		if !IsStd(path) {
			t.Errorf("IsStd(%q) = false", path)
		}
	}
	for _, path := range []string{"golang.org/x/net", "example.com/os", "networking"} {
		if IsStd(path) {
			t.Errorf("IsStd(%q) = true", path)
		}
	}
}
