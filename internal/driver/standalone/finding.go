package standalone

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/driver/evidence"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// A finding is a diagnostic and whose it is.
type finding struct {
	pkg   string // ID of the package, as in a wire.Tree
	check string
	wire.Position
	wire.Diagnostic
	place  *evidence.Place // what hangs there, if that is known
	folder string          // of its package
}

// A findingKey is what makes two findings the same to the user.
type findingKey struct{ posn, check, message string }

func (f finding) key() findingKey { return findingKey{f.Posn, f.check, f.Message} }

// isExplanation reports whether a finding is what -explain asks for.
func (f finding) isExplanation() bool { return f.Category == report.Explanation }

// A failure is an error that a check returned for a package.
type failure struct {
	pkg, check, err string
}

func (f failure) String() string {
	return fmt.Sprintf("%s: %s: %s", f.pkg, f.check, strings.TrimPrefix(oneLine(f.err), f.check+": "))
}

// A collector keeps those of the results that are to be shown.
type collector struct {
	checks   map[string]bool
	hidden   map[string]bool // categories that are off, as category names them
	tests    bool
	excluded func(file string) bool // where findings are not wanted
	found    []finding
	failures []failure
	answered map[string]bool // paths of the packages of which there was a result, even if empty
}

// add adds the results of one package.
func (c *collector) add(tree wire.Tree) {
	for pkg, results := range tree {
		if c.answered == nil {
			c.answered = make(map[string]bool)
		}
		c.answered[pathOf(pkg)] = true
		for check, r := range results {
			if !c.checks[check] {
				continue
			}
			if r.Err != "" {
				c.failures = append(c.failures, failure{pkg, check, r.Err})
			}
			for _, d := range r.Diagnostics {
				if d.Category == report.Failed {
					c.failures = append(c.failures, failure{pkg, check, strings.Replace(d.Message, "; package "+pathOf(pkg)+",", ";", 1)})
					continue
				}
				f := finding{pkg: pkg, check: check, Position: wire.PositionOf(d.Posn), Diagnostic: d}
				if (c.tests || !strings.HasSuffix(f.File, "_test.go")) && !c.hidden[category(check, d.Category)] {
					c.found = append(c.found, f)
				}
			}
		}
	}
}

// category returns the name by which the configuration calls a category of the findings
// of a check.
func category(check, name string) string { return check + "/" + name }

// reset forgets everything.
func (c *collector) reset() { c.found, c.failures, c.answered = nil, nil, nil }

// keep forgets what was found in other packages than the roots and their external
// tests, what the DefaultGODEBUG of a root settles, and what is excluded. What is
// left is in the files of this working copy. A check that failed elsewhere may have
// kept facts from the roots, so failures stay.
func (c *collector) keep(roots map[string]*listed) {
	var kept []finding
	for _, f := range c.found {
		path := pathOf(f.pkg)
		root := roots[path]
		if root != nil && settles(root.DefaultGODEBUG, f.check) {
			continue
		}
		if root == nil {
			root = roots[strings.TrimSuffix(path, "_test")]
		}
		if root == nil {
			continue
		}
		f.folder = root.Dir
		if f = f.relocated(root.Dir); !c.excluded(f.File) {
			kept = append(kept, f)
		}
	}
	c.found = kept
}

// settledBy lists, for checks of what a program does by default, the GODEBUG
// settings that leave nothing to report. Those in go.mod and go.work are not in the
// go command's cache key, so the checks cannot look at them.
var settledBy = map[string][]string{"cgoresolver": {"netdns=go", "netdns=cgo"}}

// settles reports whether a list of GODEBUG settings has one of these.
func settles(godebug, check string) bool {
	for setting := range strings.SplitSeq(godebug, ",") {
		setting, _, _ = strings.Cut(setting, "+") // go+1 prints more
		if slices.Contains(settledBy[check], setting) {
			return true
		}
	}
	return false
}

// sorted returns the findings in the order in which they are printed, by the folders of
// their packages, each once: a file may belong to several packages. It sorts the failures
// too.
func (c *collector) sorted() []finding {
	slices.SortFunc(c.failures, func(x, y failure) int {
		return cmp.Or(cmp.Compare(x.pkg, y.pkg), cmp.Compare(x.check, y.check))
	})
	c.failures = slices.Compact(c.failures)
	slices.SortFunc(c.found, func(x, y finding) int {
		return cmp.Or(cmp.Compare(x.folder, y.folder), compareFindings(x, y), cmp.Compare(x.pkg, y.pkg))
	})
	seen := make(map[findingKey]bool)
	c.found = slices.DeleteFunc(c.found, func(f finding) bool {
		again := seen[f.key()]
		seen[f.key()] = true
		return again
	})
	return c.found
}

// compareFindings compares findings by their places, then by all else that makes two the
// same to the user.
func compareFindings(x, y finding) int {
	return cmp.Or(
		cmp.Compare(x.File, y.File),
		cmp.Compare(x.Line, y.Line),
		cmp.Compare(x.Col, y.Col),
		cmp.Compare(x.check, y.check),
		cmp.Compare(x.Message, y.Message))
}

// tree returns findings and failures in the form of go vet -json.
func tree(findings []finding, failures []failure) wire.Tree {
	diagnostics := make(map[[2]string][]wire.Diagnostic)
	for _, f := range findings {
		key := [2]string{f.pkg, f.check}
		diagnostics[key] = append(diagnostics[key], f.Diagnostic)
	}
	t := make(wire.Tree)
	for key, ds := range diagnostics {
		t.Add(key[0], key[1], wire.Result{Diagnostics: ds})
	}
	for _, f := range failures {
		t.Add(f.pkg, f.check, wire.Result{Err: f.err})
	}
	return t
}

// byCheck counts findings, such as "connfile 2, ignoredirective 1".
func byCheck(findings []finding) string {
	n := make(map[string]int)
	for _, f := range findings {
		n[f.check]++
	}
	var counts []string
	for _, check := range slices.Sorted(maps.Keys(n)) {
		counts = append(counts, fmt.Sprintf("%s %d", check, n[check]))
	}
	return strings.Join(counts, ", ")
}

// oneLine joins the lines of a message.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
