package standalone

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// A culprit is a package that cannot be analysed, and keeps others from being
// analysed.
type culprit struct {
	name string   // of the package; empty if the command line is wrong
	text string   // what is wrong, with the name
	ids  []string // the variants of it that fail
	leaf bool     // only its own analysis failed: those who import it do not mind

	testsOf *listed // whose test files cannot even be read; then there are no ids
}

// concerns reports whether root is the culprit or has it for its external test.
func (c *culprit) concerns(root *listed) bool {
	return strings.TrimSuffix(c.name, "_test") == strings.TrimSuffix(root.ImportPath, "_test")
}

// culprits holds each culprit once, with its first cause.
type culprits []*culprit

func (cs *culprits) add(c *culprit) {
	i := slices.IndexFunc(*cs, func(o *culprit) bool { return o.name == c.name })
	switch {
	case i < 0:
		*cs = append(*cs, c)
	case !c.leaf:
		old := (*cs)[i]
		old.ids = append(old.ids, c.ids...)
		old.leaf = false
		old.testsOf = cmp.Or(old.testsOf, c.testsOf)
	}
}

// loadErrors returns the packages that do not load.
func (g *graph) loadErrors(dir string) []*culprit {
	var found culprits
	positions := make(map[string]bool)
	for _, p := range g.pkgs {
		if p.Error == nil || p.Error.Pos != "" && positions[p.Error.Pos] {
			continue // a missing package and its importer have the same error
		}
		positions[p.Error.Pos] = true
		c := &culprit{name: p.path(), ids: []string{p.ImportPath}}
		cause := loadError(p, dir)
		if root := g.tested(p); root != nil {
			c.name = root.ImportPath
		}
		if file := wire.PositionOf(p.Error.Pos).File; strings.HasSuffix(file, "_test.go") && g.isRoot(p) {
			c.testsOf, c.ids = p, nil
		}
		c.text = c.name + ": " + cause
		if c.name == "" || p.Dir == "" && strings.Contains(cause, c.name) {
			c.text = cause // "package nosuch is not in std"
		}
		found.add(c)
	}
	return found
}

// loadError returns the error of a package in one line.
func loadError(p *listed, dir string) string {
	msg := oneLine(p.Error.Err)
	stack := p.Error.ImportStack
	if n := len(stack) - 1; n > 0 {
		if i := slices.Index(stack, stack[n]); i < n {
			return msg + ": " + strings.Join(stack[i:], " -> ") // an import cycle
		}
	}
	switch {
	case p.Dir == "" && strings.HasSuffix(p.ImportPath, ".go"):
		return "no such file or package"
	case p.Dir == "" && isFile(filepath.Join(dir, p.ImportPath)):
		return "not a Go file"
	case p.Error.Pos != "":
		return p.Error.Pos + ": " + msg
	}
	return msg
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// vetErrors reads what a run of go vet printed that failed on packages of the
// graph, and returns the lines that do not tell of packages, too. It prints
//
//	# ID
//	the output of the compiler, or of the vettool for a package without tests
//	# path
//	# [path]
//	the output of the vettool for the package with its tests
//	path: how a tool ended that printed nothing
func (g *graph) vetErrors(stderr []string) (found culprits, rest []string) {
	var c *culprit // whose output comes next
	ofBuild := false
	for _, line := range stderr {
		header, isHeader := strings.CutPrefix(line, "# ")
		path, msg, isMessage := strings.Cut(line, ": ")
		switch {
		case isHeader && c != nil && strings.HasPrefix(header, "[") && header != "["+c.name+"]":
			ofBuild = true // a command, such as pkg-config; the next line says why
		case isHeader && c != nil && header == "["+c.name+"]":
			if v := g.variant(c.name); v != nil {
				c.ids = []string{v.ImportPath}
			}
		case isHeader:
			c, ofBuild = &culprit{name: pathOf(header), ids: []string{header}}, false
		case isMessage && g.byID[path] != nil:
			found.add(&culprit{name: path, text: line, ids: []string{path}, leaf: isCrash(msg)})
		case c == nil:
			rest = append(rest, line)
		case c.text == "":
			c.leaf = !ofBuild && isCrash(line)
			c.text = c.name + ": " + strings.TrimPrefix(line, toolPrefix)
			found.add(c)
		}
	}
	slices.SortFunc(found, func(x, y *culprit) int { return strings.Compare(x.name, y.name) }) // go vet runs in parallel
	return found, rest
}

// toolPrefix begins what the vettool prints of itself.
const toolPrefix = "gopitfalls: "

// isCrash reports whether the first line that a tool printed is not about the
// source: then it is the vettool's, and the package can be compiled.
func isCrash(line string) bool {
	for _, prefix := range []string{toolPrefix, "panic: ", "fatal error: ", "runtime: "} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return strings.Contains(line, ": exit status ") || strings.Contains(line, ": signal: ")
}

// gist returns what is worth a line of the go command's standard error where it
// is about no package in particular.
func gist(stderr []string) []string {
	const most = 5
	var lines []string
	for _, line := range stderr {
		if strings.HasPrefix(line, "panic: ") || strings.HasPrefix(line, "fatal error: ") {
			return []string{"the go command crashed: " + line}
		}
		if n := len(lines); n > 0 && (strings.HasPrefix(line, "\t") || strings.HasSuffix(lines[n-1], ":")) {
			lines[n-1] += " " + strings.TrimSpace(line)
			continue
		}
		line = strings.TrimPrefix(strings.TrimPrefix(line, "go: "), "warning: ")
		if line == "no packages to vet" && len(lines) > 0 {
			continue // a warning has said which
		}
		lines = append(lines, line)
	}
	return lines[:min(len(lines), most)]
}

// abbreviate joins names, of which it drops those that are too many.
func abbreviate(names []string) string {
	const most = 5
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s (and %d more)", strings.Join(names[:most], ", "), more)
	}
	return strings.Join(names, ", ")
}
