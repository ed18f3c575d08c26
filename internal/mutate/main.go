//go:build unix

// Mutate changes the code of packages in small ways, one at a time, and counts how
// many of these mutants some test notices.
//
//	go run ./internal/mutate [flags] PACKAGE...
//
// The tree is not touched: the go command is given the changed file as an overlay.
// Of all mutants a sample is tried, which depends on the seed only. Tests are those
// of the packages that -tests names and that depend on the one changed, its own
// first; a mutant is killed when one fails or takes far more CPU time than without
// the mutation.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/tools/go/packages"
)

type options struct {
	sample      int
	seed        string
	tests       string
	equivalents string
	report      string
	resume      bool
	parallel    int
	min         float64
	list        bool
	run         runner
}

func main() {
	var o options
	flag.IntVar(&o.sample, "n", 150, "try `number` mutants that compile, 0: all")
	flag.StringVar(&o.seed, "seed", "1", "`text` that decides which")
	flag.StringVar(&o.tests, "tests", "", "`packages` whose tests are run, in this order, separated by blanks; those of the package changed come first")
	flag.StringVar(&o.equivalents, "equivalent", "", "`file` with the mutants that change nothing")
	flag.StringVar(&o.report, "json", "", "`file` to write the results to")
	flag.BoolVar(&o.resume, "resume", false, "take over what the file of -json has already")
	flag.IntVar(&o.parallel, "parallel", 2, "`number` of mutants tried at a time")
	flag.Float64Var(&o.min, "min", 0, "fail if less than so many of 100 mutants are killed")
	flag.BoolVar(&o.list, "list", false, "print the sample, and try nothing")
	flag.Float64Var(&o.run.factor, "factor", 5, "CPU time that a test may take, in `times` of what it takes without mutation")
	flag.DurationVar(&o.run.least, "least", 10*time.Second, "`CPU time` that any test may take")
	flag.StringVar(&o.run.only, "run", "", "run only tests that match a `pattern`")
	flag.BoolVar(&o.run.short, "short", true, "run tests with -short")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := o.mutate(ctx, os.Stdout, flag.Args())
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

// A verdict is the result for one mutant, in the report.
type verdict struct {
	Package string
	File    string
	Line    int
	Mutant  string // its key
	Outcome outcome
	By      string `json:",omitempty"` // the test that killed it
}

// A report is what -json writes.
type report struct {
	Seed     string
	All      int // mutants, those that do not compile included
	Verdicts []verdict
}

func (o *options) mutate(ctx context.Context, w io.Writer, patterns []string) error {
	if len(patterns) == 0 {
		return errors.New("no packages")
	}
	equivalents, err := readEquivalents(o.equivalents)
	if err != nil {
		return err
	}
	mutants, err := load(ctx, patterns)
	if err != nil {
		return err
	}
	all := slices.Clone(mutants)
	rank(mutants, o.seed)
	if o.list {
		if o.sample > 0 {
			mutants = mutants[:min(len(mutants), o.sample)]
		}
		for _, m := range mutants {
			fmt.Fprintf(w, "%s:%d: %s\n", filepath.Base(m.File), m.Line, m.key())
		}
		return nil
	}
	own, err := listTests(ctx, patterns...)
	if err != nil {
		return err
	}
	var tests []*testPkg
	if o.tests != "" {
		if tests, err = listTests(ctx, strings.Fields(o.tests)...); err != nil {
			return err
		}
	}
	s := &session{options: o, w: w, equivalents: equivalents, own: own, tests: tests, mutants: mutants,
		done: make(map[[2]string]verdict), verdicts: make(map[int]verdict)}
	tmp, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	o.run.tmp, o.run.bases = tmp, make(map[string]*base)
	if err := o.run.all(all); err != nil {
		return err
	}
	return s.run(ctx)
}

// load returns all mutants of packages, in the order of the source, with numbers.
func load(ctx context.Context, patterns []string) ([]*mutant, error) {
	pkgs, err := packages.Load(&packages.Config{Context: ctx, Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles |
		packages.NeedImports | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo}, patterns...)
	if err != nil {
		return nil, err
	}
	var all []*mutant
	for _, p := range pkgs {
		if len(p.Errors) > 0 {
			return nil, p.Errors[0]
		}
		var list []*mutant
		for _, file := range p.Syntax {
			src, err := os.ReadFile(p.Fset.Position(file.Package).Filename)
			if err != nil {
				return nil, err
			}
			list = append(list, mutantsOf(p.Types, p.Fset, file, p.TypesInfo, src)...)
		}
		number(list)
		all = append(all, list...)
	}
	for i, m := range all {
		m.id = i
	}
	return all, nil
}

// A session tries mutants in the order of their ranks.
type session struct {
	*options
	w           io.Writer
	equivalents map[string]bool
	own, tests  []*testPkg // of the packages that are changed, and further ones
	mutants     []*mutant
	done        map[[2]string]verdict // of an earlier run, by package and key

	mu       sync.Mutex
	next     int // mutant to be tried
	compiled int // tried or being tried, without those that do not compile
	verdicts map[int]verdict
	err      error
}

func (s *session) run(ctx context.Context) error {
	if s.resume {
		if err := s.readReport(); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var wg sync.WaitGroup
	for range s.parallel {
		wg.Go(func() {
			for s.one(ctx) {
			}
			if s.err != nil {
				cancel()
			}
		})
	}
	wg.Wait()
	if s.err != nil {
		return s.err
	}
	return s.summary()
}

// take returns the next mutant, if there is one and the sample is not full. A
// place in the sample is given back by who finds that the mutant does not compile,
// so the sample consists of the first mutants that do, whoever is faster.
func (s *session) take() (i int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil || s.next == len(s.mutants) || s.sample > 0 && s.compiled >= s.sample {
		return 0, false
	}
	s.compiled++
	s.next++
	return s.next - 1, true
}

// one tries one mutant and reports whether there may be more.
func (s *session) one(ctx context.Context) bool {
	i, ok := s.take()
	if !ok {
		return false
	}
	m := s.mutants[i]
	v, old := s.done[[2]string{m.Package, m.key()}]
	var err error
	switch {
	case old:
	case s.equivalents[m.key()]:
		v.Outcome = equivalent
	default:
		v.Outcome, v.By, err = s.options.run.judge(ctx, m, s.testsOf(m))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil {
		if s.err == nil {
			s.err = fmt.Errorf("%s:%d: %s: %w", m.File, m.Line, m.key(), err)
		}
		return false
	}
	v.Package, v.File, v.Line, v.Mutant = m.Package, filepath.Base(m.File), m.Line, m.key()
	s.verdicts[i] = v
	if v.Outcome == broken {
		s.compiled--
	} else if !old {
		fmt.Fprintf(s.w, "%-10s %s:%d: %s (%s)\n", v.Outcome, v.File, v.Line, v.Mutant, v.By)
	}
	s.err = s.writeReport()
	return s.err == nil
}

// testsOf returns the packages whose tests may notice a mutant: its own, and
// those that depend on it.
func (s *session) testsOf(m *mutant) []*testPkg {
	var list []*testPkg
	for _, t := range s.own {
		if t.ImportPath == m.Package {
			list = append(list, t)
		}
	}
	for _, t := range s.tests {
		if _, ok := slices.BinarySearch(t.Deps, m.Package); ok && t.ImportPath != m.Package {
			list = append(list, t)
		}
	}
	return list
}

func (s *session) readReport() error {
	data, err := os.ReadFile(s.report)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var r report
	if err := json.Unmarshal(data, &r); err != nil {
		return fmt.Errorf("%s: %w", s.report, err)
	}
	for _, v := range r.Verdicts {
		s.done[[2]string{v.Package, v.Mutant}] = v
	}
	return nil
}

// inOrder returns the verdicts in the order of the ranks.
func (s *session) inOrder() []verdict {
	var list []verdict
	for i := range s.mutants {
		if v, ok := s.verdicts[i]; ok {
			list = append(list, v)
		}
	}
	return list
}

func (s *session) writeReport() error {
	if s.report == "" {
		return nil
	}
	data, err := json.MarshalIndent(report{s.seed, len(s.mutants), s.inOrder()}, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(s.report, append(data, '\n'), 0o600)
}

// summary prints the score, and fails if it is too low.
func (s *session) summary() error {
	verdicts := s.inOrder()
	count := make(map[outcome]int)
	byPackage := make(map[string]map[outcome]int)
	for _, v := range verdicts {
		count[v.Outcome]++
		if byPackage[v.Package] == nil {
			byPackage[v.Package] = make(map[outcome]int)
		}
		byPackage[v.Package][v.Outcome]++
	}
	fmt.Fprintf(s.w, "\n%d mutants; seed %s\n", len(s.mutants), s.seed)
	fmt.Fprintf(s.w, "%-20s %6s %6s %8s %9s %10s\n", "", "killed", "of", "per 100", "(timeout)", "equivalent")
	line := func(name string, c map[outcome]int) float64 {
		dead := c[killed] + c[timedOut]
		score := 100 * float64(dead) / max(float64(dead+c[survived]), 1)
		fmt.Fprintf(s.w, "%-20s %6d %6d %8.1f %9d %10d\n", name, dead, dead+c[survived], score, c[timedOut], c[equivalent])
		return score
	}
	for _, p := range slices.Sorted(maps.Keys(byPackage)) {
		line(path.Base(p), byPackage[p])
	}
	score := line("all", count)
	fmt.Fprintf(s.w, "%d do not compile\n", count[broken])
	if count[survived] > 0 {
		fmt.Fprintln(s.w, "\nsurvived:")
	}
	for _, v := range verdicts {
		if v.Outcome == survived {
			fmt.Fprintf(s.w, "%s:%d: %s\n", v.File, v.Line, v.Mutant)
		}
	}
	if score < s.min {
		return fmt.Errorf("%.1f of 100 mutants killed, %.1f are asked for", score, s.min)
	}
	return nil
}
