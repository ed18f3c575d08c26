package checktest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// A Corpus is the text of packages of the corpus, with their tests, and of what they
// import of it.
type Corpus struct {
	pkgs  map[string]*corpusPackage
	order []string // imported packages before those that import them
}

type corpusPackage struct {
	path    string
	files   []corpusFile
	imports []string // of the corpus
	ignored []string // files that are left out
	others  []string // files that are not Go
}

// A corpusFile is a file in parts: what stands up to the last import, and declarations,
// each with the comments before it and on its last line.
type corpusFile struct {
	name  string // path
	src   []byte
	head  string
	decls []corpusDecl
}

type corpusDecl struct {
	line int // of its first byte
	text string
}

// ReadCorpus reads all packages of the corpus whose path has one of the prefixes, but
// for those with C code.
func ReadCorpus(tb testing.TB, prefixes ...string) *Corpus {
	tb.Helper()
	c := &Corpus{pkgs: make(map[string]*corpusPackage)}
	src := filepath.Join(Testdata(), "src")
	err := filepath.WalkDir(src, func(dir string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(src, dir)
		if path := filepath.ToSlash(rel); err == nil && slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(path+"/", p) }) {
			_, err = c.read(path)
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// Packages returns packages of the corpus, each as one with its tests. What they import of
// the corpus is in their Imports, so there are facts about it; the standard library comes
// from export data. A pattern is a path, or ends in "/...".
func Packages(tb testing.TB, patterns ...string) []*packages.Package {
	tb.Helper()
	var prefixes []string
	for _, p := range patterns {
		prefixes = append(prefixes, strings.TrimSuffix(p, "/...")+"/")
	}
	list := ReadCorpus(tb, prefixes...).Load(tb, nil)
	list = slices.DeleteFunc(list, func(pkg *packages.Package) bool {
		return !slices.ContainsFunc(patterns, func(p string) bool {
			prefix, all := strings.CutSuffix(p, "/...")
			return pkg.PkgPath == p || all && strings.HasPrefix(pkg.PkgPath+"/", prefix+"/")
		})
	})
	if len(list) < len(patterns) {
		tb.Fatalf("only %d packages in %v", len(list), patterns)
	}
	return list
}

// read reads a package and what it imports of the corpus. It reports whether there is
// such a package.
func (c *Corpus) read(path string) (bool, error) {
	if pkg, done := c.pkgs[path]; done {
		return pkg != nil, nil
	}
	c.pkgs[path] = nil
	context := build.Default
	context.CgoEnabled = true // to be told of files with C code
	bp, err := context.ImportDir(filepath.Join(Testdata(), "src", filepath.FromSlash(path)), 0)
	if err != nil || len(bp.CgoFiles) > 0 {
		return false, nil //nolint:nilerr // no package for this system
	}
	pkg := &corpusPackage{path: path}
	for _, imported := range slices.Concat(bp.Imports, bp.TestImports) {
		ok, err := c.read(imported)
		if err != nil {
			return false, err
		}
		if ok {
			pkg.imports = append(pkg.imports, imported)
		}
	}
	for _, name := range bp.IgnoredGoFiles {
		pkg.ignored = append(pkg.ignored, filepath.Join(bp.Dir, name))
	}
	for _, name := range bp.SFiles {
		pkg.others = append(pkg.others, filepath.Join(bp.Dir, name))
	}
	for _, name := range slices.Concat(bp.GoFiles, bp.TestGoFiles) {
		src, err := os.ReadFile(filepath.Join(bp.Dir, name))
		if err != nil {
			return false, err
		}
		file, err := cut(filepath.Join(bp.Dir, name), src)
		if err != nil {
			return false, err
		}
		pkg.files = append(pkg.files, file)
	}
	c.pkgs[path] = pkg
	c.order = append(c.order, path)
	return true, nil
}

// cut takes a file apart.
func cut(name string, src []byte) (corpusFile, error) {
	fset := token.NewFileSet()
	syntax, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return corpusFile{}, err
	}
	// endOfLine returns the offset behind the line that pos is in.
	endOfLine := func(pos token.Pos) int {
		offset := fset.Position(pos).Offset
		if i := bytes.IndexByte(src[offset:], '\n'); i >= 0 {
			return offset + i + 1
		}
		return len(src)
	}
	start := endOfLine(syntax.Name.End())
	file := corpusFile{name: name, src: src}
	for _, decl := range syntax.Decls {
		end := endOfLine(decl.End())
		if gen, ok := decl.(*ast.GenDecl); ok && gen.Tok == token.IMPORT {
			start = end
			continue
		}
		if file.head == "" {
			file.head = string(src[:start])
		}
		if end <= start {
			continue // on one line with the one before
		}
		file.decls = append(file.decls, corpusDecl{1 + bytes.Count(src[:start], []byte("\n")), string(src[start:end])})
		start = end
	}
	if file.head == "" {
		file.head = string(src[:start])
	}
	return file, nil
}

// Source returns the text of one of its files, nil if there is no such file.
func (c *Corpus) Source(name string) []byte {
	for _, pkg := range c.pkgs {
		if pkg == nil {
			continue
		}
		for _, file := range pkg.files {
			if file.name == name {
				return file.src
			}
		}
	}
	return nil
}

// With returns the corpus with the text of one of its files replaced.
func (c *Corpus) With(tb testing.TB, name string, src []byte) *Corpus {
	tb.Helper()
	file, err := cut(name, src)
	if err != nil {
		tb.Fatal(err)
	}
	with := &Corpus{pkgs: maps.Clone(c.pkgs), order: c.order}
	for path, pkg := range with.pkgs {
		if pkg == nil {
			continue
		}
		if i := slices.IndexFunc(pkg.files, func(f corpusFile) bool { return f.name == name }); i >= 0 {
			changed := *pkg
			changed.files = slices.Clone(pkg.files)
			changed.files[i] = file
			with.pkgs[path] = &changed
		}
	}
	return with
}

// Load returns the packages, type-checked. If random is not nil, the declarations of each
// file, and the files, are in another order, and there are functions that have nothing to
// do with them; positions are what they were. What is imported of the standard library
// comes from export data, and there are no facts about it.
func (c *Corpus) Load(tb testing.TB, random *rand.Rand) []*packages.Package {
	tb.Helper()
	fset := token.NewFileSet()
	loaded := make(corpusImporter)
	var list []*packages.Package
	for _, path := range c.order {
		pkg := c.pkgs[path]
		var syntax []*ast.File
		for i, file := range shuffled(random, pkg.files) {
			text := file.text(random)
			if random != nil {
				text += fmt.Sprintf(unrelated, fmt.Sprintf("%d_%d", i, random.Uint32()))
			}
			f, err := parser.ParseFile(fset, file.name, text, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				tb.Fatal(err)
			}
			syntax = append(syntax, f)
		}
		p, err := typeCheck(path, fset, syntax, loaded)
		if err != nil {
			tb.Fatal(err)
		}
		p.IgnoredFiles, p.OtherFiles = pkg.ignored, pkg.others
		p.Imports = make(map[string]*packages.Package)
		for _, imported := range pkg.imports {
			p.Imports[imported] = loaded[imported]
		}
		loaded[path] = p
		list = append(list, p)
	}
	return list
}

// A corpusImporter imports what is loaded already, or from std.
type corpusImporter map[string]*packages.Package

func (c corpusImporter) Import(path string) (*types.Package, error) {
	if p := c[path]; p != nil {
		return p.Types, nil
	}
	return std.Import(path)
}

// text returns the file, in which each declaration says where it stood.
func (f *corpusFile) text(random *rand.Rand) string {
	var b strings.Builder
	b.WriteString(f.head)
	for _, d := range shuffled(random, f.decls) {
		fmt.Fprintf(&b, "//line %s:%d:1\n%s", f.name, d.line, d.text)
		if !strings.HasSuffix(d.text, "\n") {
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func shuffled[E any](random *rand.Rand, list []E) []E {
	if random == nil {
		return list
	}
	list = slices.Clone(list)
	random.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// unrelated are functions in which nothing is found, some of which are roots, and a cycle
// of types.
const unrelated = `
//line unrelated.go:100001:1
type unrelatedParent%[1]s struct{ child *unrelatedChild%[1]s }

type unrelatedChild%[1]s struct {
	parent *unrelatedParent%[1]s
	done   chan struct{}
}

func unrelatedRoot%[1]s(n int) {
	c := &unrelatedChild%[1]s{done: make(chan struct{})}
	p := &unrelatedParent%[1]s{child: c}
	c.parent = p
	go func() { <-c.done }()
	unrelatedOdd%[1]s(p, n)
	close(p.child.done)
}

func unrelatedOdd%[1]s(p *unrelatedParent%[1]s, n int) {
	if n > 0 {
		unrelatedEven%[1]s(p, n-1)
	}
}

func unrelatedEven%[1]s(p *unrelatedParent%[1]s, n int) { unrelatedOdd%[1]s(p, n-1) }

func unrelatedCaller%[1]s() { unrelatedRoot%[1]s(2) }
`
