// Package prove runs the tests of packages and has the runtime tell which goroutines they
// leave behind that never go on.
//
// No file is changed. The go command is given an overlay in which each test begins with a
// call that names it to the goroutines that it starts, by a label of package pprof, and has
// the leak profile taken when the test and all that it has registered is over. The call is
// in the line of the brace before, so that all lines stay. A TestMain that there is stays
// what it is.
package prove

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Label is the label that names a test to the goroutines that it starts.
const Label = "gopitfalls.test"

// Env names the folder into which test programs write their profiles.
const Env = "GOPITFALLS_PROVE"

// A Package is one whose tests are run.
type Package struct {
	Path, Name, Dir string
	Tests, External []string // test files, in the package and in its external test package
}

// overlay writes the files of an overlay into a folder, and returns what replaces what.
// Files that the user's own overlay replaces are taken from there.
func overlay(pkgs []Package, dir string, user map[string]string) (map[string]string, error) {
	replace := make(map[string]string)
	for i, p := range pkgs {
		for _, part := range []struct {
			name, file string
			files      []string
		}{{p.Name, "own", p.Tests}, {p.Name + "_test", "external", p.External}} {
			found := false
			for j, base := range part.files {
				name := filepath.Join(p.Dir, base)
				from := name
				if other, ok := user[name]; ok {
					from = other
				}
				src, err := os.ReadFile(from)
				if err != nil {
					return nil, err
				}
				changed := instrument(src)
				if changed == nil {
					continue
				}
				to := filepath.Join(dir, fmt.Sprintf("%d_%s_%d.go", i, part.file, j))
				if err := os.WriteFile(to, changed, 0o600); err != nil {
					return nil, err
				}
				replace[name], found = to, true
			}
			if !found {
				continue
			}
			to := filepath.Join(dir, fmt.Sprintf("%d_%s_helper.go", i, part.file))
			if err := os.WriteFile(to, []byte(helper(part.name, i)), 0o600); err != nil {
				return nil, err
			}
			replace[filepath.Join(p.Dir, "gopitfalls_prove_"+part.file+"_test.go")] = to
		}
	}
	return replace, nil
}

// instrument returns a test file in which each test calls gopitfallsProve, nil if it has
// none, or is not understood, and stays as it is.
func instrument(src []byte) []byte {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", src, parser.SkipObjectResolution)
	if err != nil {
		return nil // the compiler will say so
	}
	type edit struct {
		from, to int
		text     string
	}
	var edits []edit
	offset := func(pos token.Pos) int { return fset.PositionFor(pos, false).Offset }
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || !isTest(file, fn) {
			continue
		}
		param := fn.Type.Params.List[0]
		const own = "gopitfallsT"
		name := own
		switch {
		case len(param.Names) == 0:
			edits = append(edits, edit{offset(param.Pos()), offset(param.Pos()), own + " "})
		case param.Names[0].Name == "_":
			edits = append(edits, edit{offset(param.Names[0].Pos()), offset(param.Names[0].End()), own})
		default:
			name = param.Names[0].Name
		}
		brace := offset(fn.Body.Lbrace) + 1
		edits = append(edits, edit{brace, brace, " gopitfallsProve(" + name + ");"})
	}
	if len(edits) == 0 {
		return nil
	}
	slices.SortFunc(edits, func(x, y edit) int { return x.from - y.from })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		out.Write(src[at:e.from])
		out.WriteString(e.text)
		at = e.to
	}
	out.Write(src[at:])
	return out.Bytes()
}

// isTest reports whether a function is a test, as the go command sees it.
func isTest(file *ast.File, fn *ast.FuncDecl) bool {
	rest, ok := strings.CutPrefix(fn.Name.Name, "Test")
	first, _ := utf8.DecodeRuneInString(rest)
	if !ok || rest != "" && unicode.IsLower(first) || fn.Recv != nil || fn.Body == nil || fn.Type.TypeParams != nil {
		return false
	}
	params := fn.Type.Params.List
	if fn.Type.Results != nil || len(params) != 1 || len(params[0].Names) > 1 {
		return false
	}
	star, ok := params[0].Type.(*ast.StarExpr)
	if !ok {
		return false
	}
	switch t := star.X.(type) {
	case *ast.SelectorExpr:
		x, ok := t.X.(*ast.Ident)
		return ok && t.Sel.Name == "T" && x.Name == importName(file)
	case *ast.Ident:
		return t.Name == "T" && importName(file) == "."
	}
	return false
}

// importName returns what a file calls package testing.
func importName(file *ast.File) string {
	for _, spec := range file.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil && path == "testing" {
			if spec.Name != nil {
				return spec.Name.Name
			}
			return "testing"
		}
	}
	return ""
}

// helper is the file that has the function which tests call. It starts no goroutines, so
// that who counts them counts what was there. A goroutine that is on its way to where it
// hangs is waited for a moment, and is seen at the end of the next test at the latest.
func helper(pkg string, number int) string {
	return fmt.Sprintf(`package %s

import (
	gopitfallsContext "context"
	gopitfallsOS "os"
	gopitfallsFilepath "path/filepath"
	gopitfallsRuntime "runtime"
	gopitfallsPprof "runtime/pprof"
	gopitfallsTesting "testing"
	gopitfallsTime "time"
)

var gopitfallsBase = gopitfallsRuntime.NumGoroutine() + 1 // and the test's own

func gopitfallsProve(t *gopitfallsTesting.T) {
	dir := gopitfallsOS.Getenv(%q)
	if dir == "" {
		return
	}
	name := t.Name()
	gopitfallsPprof.SetGoroutineLabels(gopitfallsPprof.WithLabels(gopitfallsContext.Background(), gopitfallsPprof.Labels(%q, name)))
	t.Cleanup(func() {
		for look, last := 0, 0; look < 10; look++ {
			n := gopitfallsRuntime.NumGoroutine()
			if n <= gopitfallsBase {
				return
			}
			if n != last {
				look, last = 0, n
			}
			gopitfallsTime.Sleep(5 * gopitfallsTime.Millisecond)
		}
		// First what is proved to be leaked, then what is left.
		for _, kind := range []string{"goroutineleak", "goroutine"} {
			profile := gopitfallsPprof.Lookup(kind)
			if profile == nil {
				continue
			}
			f, err := gopitfallsOS.CreateTemp(dir, "part-*")
			if err != nil {
				return
			}
			err = profile.WriteTo(f, 0)
			if cerr := f.Close(); err == nil && cerr == nil {
				gopitfallsOS.Rename(f.Name(), gopitfallsFilepath.Join(dir, "%d."+kind))
			}
		}
	})
}
`, pkg, Env, Label, number)
}
