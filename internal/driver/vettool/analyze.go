package vettool

import (
	"fmt"
	"io"
	"os"

	"github.com/gopitfalls/gopitfalls/internal/driver/progress"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/guard"
)

// analyze does what the file of a unit asks for and returns the exit status.
func (t *tool) analyze(file string) int {
	cfg, err := readConfig(file)
	if err != nil {
		return t.status(err)
	}
	cfg.VetxOnly = cfg.VetxOnly && !(t.json && cfg.standsForRoot()) // Go 1.26 passes -json
	u := newUnit(cfg, t.Analyzers)
	u.leavesTypes = t.mode == typesFromVetx
	if cfg.VetxOnly && !t.mayExport(u) {
		return t.forward(u)
	}
	progress.Begin(cfg.ImportPath)
	results, err := t.run(u)
	if err != nil {
		return t.fail(u, err)
	}
	if cfg.VetxOnly {
		return 0
	}
	if t.applyFixes {
		return t.fix(u, results)
	}
	status, err := t.print(u, results)
	if err != nil {
		return t.status(err)
	}
	return status
}

// mayExport reports whether the analysis could find a fact.
func (t *tool) mayExport(u *unit) bool {
	if len(withFacts(t.enabled)) == 0 {
		return false
	}
	if t.MayExport == nil {
		return !u.isStd()
	}
	may := true // a prefilter that fails has not said no
	if err := guard.Call(func() error { may = t.MayExport(u.view()); return nil }); err != nil {
		t.logf("%s: looking for facts: %v", u.ImportPath, err)
	}
	return may
}

// forward passes on what the unit inherited, and its own declarations if it is to leave
// types, and returns the exit status.
func (t *tool) forward(u *unit) int {
	if u.leavesTypes {
		if err := u.declare(); err != nil {
			return t.fail(u, err)
		}
	}
	imported, err := u.importedFacts()
	if err == nil {
		err = u.export(forwarded(u.ImportPath, imported))
	}
	if err != nil {
		return t.fail(u, err)
	}
	return 0
}

// run analyzes the unit and writes its facts. It returns what the enabled
// analyzers did, in their order; if only facts are wanted, what those did that
// export facts. Its errors are those of [unit.check] and of reading and
// writing facts.
func (t *tool) run(u *unit) ([]*action, error) {
	if err := u.check(); err != nil {
		return nil, err
	}
	imported, err := u.importedFacts()
	if err != nil {
		return nil, err
	}
	facts := newFactSet(u.pkg, imported, u.lookup)
	analyzers := t.enabled
	if u.VetxOnly {
		analyzers = withFacts(analyzers)
	}
	results := execute(u, facts, analyzers)

	registerFacts(t.Analyzers)
	return results, u.export(facts.records())
}

// fail reports that the unit could not be analyzed. Errors in its source are
// printed as a compiler prints them. The go command does not ignore that a unit
// failed of which it wanted facts only: it would report the bare exit status.
func (t *tool) fail(u *unit, err error) int {
	if !isSourceError(err) {
		return t.status(fmt.Errorf("package %s: %w", u.ImportPath, err))
	}
	if u.SucceedOnTypecheckFailure {
		return t.status(u.export(nil))
	}
	t.people().Message(err.Error())
	return 1
}

// print prints what the analyzers said and returns the exit status for it:
// findings are no failure in JSON.
func (t *tool) print(u *unit, actions []*action) (status int, err error) {
	c := newConverter(u, t.logf)
	if !t.json {
		return printText(t.people(), c, t.context, actions), nil
	}
	tree := wire.Tree{u.ID: {}}
	for _, act := range actions {
		tree.Add(u.ID, act.analyzer.Name, c.result(act))
	}
	return 0, t.output(u.Stdout, tree.Write)
}

// output calls write for the standard output or for the file that replaces it.
func (t *tool) output(file string, write func(io.Writer) error) error {
	if file == "" {
		return write(t.stdout)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
