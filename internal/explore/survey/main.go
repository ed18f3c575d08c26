// Survey counts what the explorer makes of packages: how many roots it finds, how
// many it explores to their end, why not the others, and what it finds. It is
// how the table of docs/accuracy.md is made:
//
//	go run ./internal/explore/survey [-test=false] [-row NAME] [-findings] [-roots] PATTERNS
//
// It loads packages in the directory in which it runs, as go vet does.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"go/token"
	"log"
	"os"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/gopitfalls/gopitfalls/internal/explore"
)

var (
	tests    = flag.Bool("test", true, "survey test files too")
	row      = flag.String("row", "", "print a row of the table of docs/accuracy.md, for the code base of this `name`")
	findings = flag.Bool("findings", false, "list the findings")
	roots    = flag.Bool("roots", false, "list the roots")
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("survey: ")
	flag.Parse()
	pkgs, err := load(flag.Args())
	if err != nil {
		log.Fatal(err)
	}
	s := newSurvey()
	for _, pkg := range pkgs {
		if err := s.add(pkg); err != nil {
			log.Fatal(err)
		}
	}
	if *row != "" {
		fmt.Println(s.row(*row))
		return
	}
	s.print()
}

// load loads packages, each once: with its tests, if it has some.
func load(patterns []string) ([]*packages.Package, error) {
	list, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedForTest, Tests: *tests}, patterns...)
	if err != nil {
		return nil, err
	}
	tested := make(map[string]bool)
	for _, pkg := range list {
		if pkg.ForTest == pkg.PkgPath {
			tested[pkg.PkgPath] = true
		}
	}
	return slices.DeleteFunc(list, func(pkg *packages.Package) bool {
		if len(pkg.Errors) > 0 {
			log.Printf("skipped: %s: %v", pkg.ID, pkg.Errors[0])
			return true
		}
		// Its facts are not needed; what it imports is analyzed by itself.
		pkg.Imports = nil
		return strings.HasSuffix(pkg.ID, ".test") || pkg.ForTest == "" && tested[pkg.PkgPath]
	}), nil
}

// A survey is what was counted.
type survey struct {
	packages, lines    int
	all                int // roots
	fine, coarse, cut  int // explored to their end with states of either kind; not to their end
	states             int
	reasons            map[explore.GiveUp]int // roots
	files              map[string]bool        // whose lines were counted
	stuck              map[token.Position]bool
	foundLines, listed []string
}

func newSurvey() *survey {
	return &survey{reasons: make(map[explore.GiveUp]int), files: make(map[string]bool), stuck: make(map[token.Position]bool)}
}

// add explores a package. One at a time, since what explored packages leave behind
// takes much memory.
func (s *survey) add(pkg *packages.Package) error {
	s.packages++
	for _, name := range pkg.GoFiles {
		if !s.files[name] {
			s.files[name] = true
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			s.lines += bytes.Count(data, []byte("\n"))
		}
	}
	probe := &analysis.Analyzer{
		Name: "survey", Doc: "count roots", Requires: []*analysis.Analyzer{explore.Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			for _, root := range slices.Concat(explore.Of(pass).Roots, explore.Of(pass).Clients) {
				s.count(pass.Fset, root)
			}
			return nil, nil
		},
	}
	graph, err := checker.Analyze([]*analysis.Analyzer{probe}, []*packages.Package{pkg}, nil)
	if err != nil {
		return err
	}
	for act := range graph.All() {
		if act.Err != nil {
			return fmt.Errorf("%s: %w", pkg.ID, act.Err)
		}
	}
	return nil
}

func (s *survey) count(fset *token.FileSet, root *explore.Root) {
	s.all++
	s.states += root.States
	for _, g := range root.GaveUp {
		s.reasons[g]++
	}
	switch {
	case slices.ContainsFunc(root.GaveUp, explore.GiveUp.Cut):
		s.cut++
	case slices.Contains(root.GaveUp, explore.Coarse):
		s.coarse++
	default:
		s.fine++
	}
	at := fset.Position(root.Func.Pos())
	s.listed = append(s.listed, fmt.Sprintf("%v: %s: %d states, %d stuck, %v", at, root.Func.Name(), root.States, len(root.Stuck), root.GaveUp))
	for _, st := range root.Stuck {
		p := fset.Position(st.Pos)
		if isTest(at) != isTest(p) || s.stuck[p] {
			continue // as the checks do
		}
		s.stuck[p] = true
		s.foundLines = append(s.foundLines, fmt.Sprintf("%v: found from %s", p, root.Func.Name()))
	}
}

func isTest(p token.Position) bool { return strings.HasSuffix(p.Filename, "_test.go") }

// counts lists the reasons for giving up, the most frequent first.
func (s *survey) counts() []string {
	var reasons []explore.GiveUp
	for g := range s.reasons {
		if g != explore.Coarse { // it has a column of its own
			reasons = append(reasons, g)
		}
	}
	slices.SortFunc(reasons, func(a, b explore.GiveUp) int {
		return cmp.Or(cmp.Compare(s.reasons[b], s.reasons[a]), cmp.Compare(a, b))
	})
	var list []string
	for _, g := range reasons {
		list = append(list, fmt.Sprintf("%v %d", g, s.reasons[g]))
	}
	return list
}

// row returns a row of the table of docs/accuracy.md. Which findings are right
// is for people to say.
func (s *survey) row(name string) string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d | ? | ? |", name, s.all, s.fine, s.coarse, s.cut, len(s.stuck))
}

func (s *survey) print() {
	if *roots {
		fmt.Println(strings.Join(s.listed, "\n"))
	}
	if *findings {
		slices.Sort(s.foundLines)
		fmt.Println(strings.Join(s.foundLines, "\n"))
	}
	percent := func(n int) string { return fmt.Sprintf("%7d  %5.1f%%", n, 100*float64(n)/float64(max(s.all, 1))) }
	fmt.Printf("packages                   %7d\n", s.packages)
	fmt.Printf("lines                      %7d\n", s.lines)
	fmt.Printf("roots                      %7d\n", s.all)
	fmt.Printf("to the end, fine states    %s\n", percent(s.fine))
	fmt.Printf("to the end, coarse states  %s\n", percent(s.coarse))
	fmt.Printf("cut                        %s\n", percent(s.cut))
	for _, c := range s.counts() {
		i := strings.LastIndex(c, " ")
		fmt.Printf("  %-25s%7s\n", c[:i], c[i+1:])
	}
	fmt.Printf("states                     %7d\n", s.states)
	fmt.Printf("findings                   %7d\n", len(s.stuck))
}
