package model

import (
	"go/types"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// TestResolve resolves every line in the running Go, so that a rename in a
// coming release is noticed. Packages outside this module's build are skipped.
func TestResolve(t *testing.T) {
	entries, err := parse(text)
	if err != nil {
		t.Fatal(err)
	}
	byPkg := make(map[string][]Entry)
	var paths []string
	for _, e := range entries {
		path := pkgPath(e.Func)
		if IsStd(path) || strings.HasPrefix(path, "golang.org/x/sys/") {
			byPkg[path] = append(byPkg[path], e)
		}
	}
	for path := range byPkg {
		paths = append(paths, path)
	}
	pkgs, err := packages.Load(&packages.Config{Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps}, paths...)
	if err != nil {
		t.Fatal(err)
	}
	resolved := 0
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			t.Fatalf("%s: %v", p.PkgPath, p.Errors)
		}
		for _, e := range byPkg[p.PkgPath] {
			if e.Effect == HandOff {
				if !hasField(p.Types, e.Func) {
					t.Errorf("%s %s: no such field", e.Effect, e.Func)
				}
				continue
			}
			fn := lookup(p.Types, e.Func)
			if fn == nil {
				t.Errorf("%s %s: no such function", e.Effect, e.Func)
				continue
			}
			resolved++
			checkOperands(t, e, fn.Signature())
		}
	}
	if resolved == 0 {
		t.Fatal("resolved nothing")
	}
}

func checkOperands(t *testing.T, e Entry, sig *types.Signature) {
	for _, op := range e.Operands {
		switch {
		case op.Kind == Recv && sig.Recv() == nil,
			op.Kind == Arg && op.Index >= sig.Params().Len(),
			op.Kind == Res && op.Index >= sig.Results().Len():
			t.Errorf("%s %s: no operand %v in %v", e.Effect, e.Func, op, sig)
		}
	}
}

// pkgPath returns the path in "path.F", "(path.T).M" or "(*path.T).M".
func pkgPath(name string) string {
	name = strings.TrimLeft(name, "(*")
	name, _, _ = strings.Cut(name, ")")
	return name[:strings.LastIndexByte(name, '.')]
}

// lookup finds a function by its full name.
func lookup(pkg *types.Package, name string) *types.Func {
	scope := pkg.Scope()
	for _, n := range scope.Names() {
		switch obj := scope.Lookup(n).(type) {
		case *types.Func:
			if obj.FullName() == name {
				return obj
			}
		case *types.TypeName:
			mset := types.NewMethodSet(types.NewPointer(obj.Type()))
			if types.IsInterface(obj.Type()) {
				mset = types.NewMethodSet(obj.Type())
			}
			for sel := range mset.Methods() {
				if fn := sel.Obj().(*types.Func); fn.FullName() == name {
					return fn
				}
			}
		}
	}
	return nil
}

// hasField reports whether a package has the field (pkg.T).F.
func hasField(pkg *types.Package, name string) bool {
	typ, field, ok := strings.Cut(strings.TrimPrefix(name, "("+pkg.Path()+"."), ").")
	if obj := pkg.Scope().Lookup(typ); ok && obj != nil {
		v, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, field)
		_, ok = v.(*types.Var)
		return ok
	}
	return false
}

func TestParseErrors(t *testing.T) {
	for _, line := range []string{
		"noreturn", "nosuch os.Exit", "noreturn os.Exit recv", "adopt net.FileConn arg", "adopt net.FileConn arg-1", "adopt net.FileConn res1x",
	} {
		if _, err := parse(line); err == nil || !strings.HasPrefix(err.Error(), "line 1: ") {
			t.Errorf("parse(%q) = %v, want an error that names the line", line, err)
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
