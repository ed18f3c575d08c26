package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gopitfalls/gopitfalls/analyzers"
)

// TestExplorerPage looks for the files and names that docs/explorer.md says something
// of: "Where: `file.go` (`Name`, `Name`)", with paths from internal/explore or
// internal, and bounds as "`Name` (number)".
func TestExplorerPage(t *testing.T) {
	page := readPage(t, "docs/explorer.md")
	var (
		where  = regexp.MustCompile(`(?s)\nWhere: .*?\n\n`)
		file   = regexp.MustCompile("(?s)`([a-z/]+\\.go)`\\s\\(([^)]*)\\)")
		name   = regexp.MustCompile("`(\\w+)`")
		bound  = regexp.MustCompile("(?s)`(\\w+)`\\s\\((\\d+)\\)")
		values = make(map[string]string) // of constants
		files  int
	)
	for _, place := range where.FindAllString(page+"\n\n", -1) {
		found := file.FindAllStringSubmatch(place, -1)
		if len(found) == 0 {
			t.Errorf("no file in %q", place)
		}
		for _, m := range found {
			files++
			declared := declaredIn(t, m[1], values)
			for _, n := range name.FindAllStringSubmatch(m[2], -1) {
				if !declared[n[1]] {
					t.Errorf("%s does not declare %s", m[1], n[1])
				}
			}
		}
	}
	if files < 20 {
		t.Errorf("found %d files, want more: has the form of the page changed?", files)
	}
	for _, m := range bound.FindAllStringSubmatch(page, -1) {
		if values[m[1]] != m[2] {
			t.Errorf("%s is %q, not %s", m[1], values[m[1]], m[2])
		}
	}
}

// declaredIn returns the names that a file of the explorer, or of another package in
// internal, declares, fields and methods among them, and adds the values of constants.
func declaredIn(t *testing.T, file string, values map[string]string) map[string]bool {
	t.Helper()
	path := filepath.Join(root, "internal", "explore", file)
	if _, err := os.Stat(path); err != nil {
		path = filepath.Join(root, "internal", file)
	}
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Error(err)
		return nil
	}
	names := make(map[string]bool)
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			names[n.Name.Name] = true
			return false
		case *ast.TypeSpec:
			names[n.Name.Name] = true
		case *ast.Field:
			for _, id := range n.Names {
				names[id.Name] = true
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				names[id.Name] = true
				if i < len(n.Values) {
					if lit, ok := n.Values[i].(*ast.BasicLit); ok {
						values[id.Name] = lit.Value
					}
				}
			}
		}
		return true
	})
	return names
}

// TestNamedFiles looks for the Go files that pages for people who change gopitfalls
// name, by a path or its end.
func TestNamedFiles(t *testing.T) {
	files := goFiles(t)
	name := regexp.MustCompile(`[\w/*.-]+\.go\b`)
	others := []string{"file.go", "_test.go", "pkg.go", "runtime/mgc.go"} // pkg.go.dev
	for _, page := range []string{"ARCHITECTURE.md", "CONTRIBUTING.md", "docs/explorer.md"} {
		for _, m := range name.FindAllString(readPage(t, page), -1) {
			if strings.Contains(m, "*") || slices.Contains(others, m) {
				continue
			}
			if !slices.ContainsFunc(files, func(f string) bool { return strings.HasSuffix("/"+f, "/"+m) }) {
				t.Errorf("%s: there is no %s", page, m)
			}
		}
	}
}

// TestRooms compares the packages in internal with ARCHITECTURE.md's list of them.
func TestRooms(t *testing.T) {
	_, list, ok := strings.Cut(readPage(t, "ARCHITECTURE.md"), "\n    internal/\n")
	if !ok {
		t.Fatal("ARCHITECTURE.md has no list of packages")
	}
	list, _, _ = strings.Cut(list, "\n    testdata/")
	listed := make(map[string]bool)
	up := ""
	for line := range strings.Lines(list) {
		m := regexp.MustCompile(`^( +)([\w/]+)/ `).FindStringSubmatch(line)
		switch {
		case m == nil: // goes on from the line before
		case len(m[1]) == 6:
			up = m[2]
			listed[up] = true
		default:
			listed[up+"/"+m[2]] = true
		}
	}
	exists := make(map[string]bool)
	for _, f := range goFiles(t) {
		dir, isInternal := strings.CutPrefix(filepath.ToSlash(filepath.Dir(f)), "internal/")
		if isInternal {
			exists[dir] = true
		}
	}
	for dir := range listed {
		if !exists[dir] {
			t.Errorf("ARCHITECTURE.md lists internal/%s, which does not exist", dir)
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(exists)) {
		if top, _, _ := strings.Cut(dir, "/"); !listed[top] && !listed[dir] {
			t.Errorf("ARCHITECTURE.md does not list internal/%s", dir)
		}
	}
}

// goFiles returns the Go files of the repository but for the corpus.
func goFiles(t *testing.T) (files []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == ".git"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go"):
			rel, err := filepath.Rel(root, path)
			if err != nil {
				return err
			}
			files = append(files, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func readPage(t *testing.T, page string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, page))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestBeforeAndAfter wants the page of each check to show code that is wrong, and then what to
// do about it.
func TestBeforeAndAfter(t *testing.T) {
	exempt := map[string]string{
		"cgoresolver":     "what is wrong is a line that is not there",
		"ignoredirective": "what is wrong is a comment",
		"maxthreads":      "what to do is to look for the cause",
	}
	for _, a := range analyzers.All() {
		text, _, _ := strings.Cut(readPage(t, pagePath(a.Name)), "\n## ")
		n := strings.Count(text, "\n```") / 2 // some have an ellipsis, and are no Go
		if exempt[a.Name] == "" && n < 2 {
			t.Errorf("%s shows %d pieces of code before its first category, want what is wrong and what is right", pagePath(a.Name), n)
		}
	}
}
