package vettool

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// settings is what the command line decides.
type settings struct {
	json       bool
	applyFixes bool                 // fix the files of the package instead of printing findings
	diff       bool                 // instead of fixing them, print what would change
	context    int                  // lines to show around a finding in plain text; none if negative
	enabled    []*analysis.Analyzer // in the order of Options.Analyzers
}

// parse reads the command line and returns the name of the unit's file.
func (t *tool) parse(args []string) (file string, err error) {
	choices := make(map[*analysis.Analyzer]*choice)
	fs := newFlags(t.Analyzers, &t.settings, choices)
	if err := fs.Parse(args); err != nil {
		return "", err
	}
	if fs.NArg() != 1 || !strings.HasSuffix(fs.Arg(0), ".cfg") {
		return "", fmt.Errorf("want one file *.cfg after the flags, as a build system passes it; got %q", fs.Args())
	}
	t.enabled = enabled(t.Analyzers, choices)
	return fs.Arg(0), nil
}

// newFlags returns the flags of a vettool: those of unitchecker.
func newFlags(analyzers []*analysis.Analyzer, set *settings, choices map[*analysis.Analyzer]*choice) *flag.FlagSet {
	fs := flag.NewFlagSet("gopitfalls", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // Parse returns what it would print
	for _, a := range analyzers {
		choices[a] = new(choice)
		fs.Var(choices[a], a.Name, fmt.Sprintf("enable %q analysis", a.Name))
		a.Flags.VisitAll(func(f *flag.Flag) { fs.Var(f.Value, a.Name+"."+f.Name, f.Usage) })
	}
	fs.BoolVar(&set.json, "json", false, "emit JSON output")
	fs.IntVar(&set.context, "c", -1, "display offending line with this many lines of context")

	// Main answers these.
	fs.Bool("flags", false, "print analyzer flags in JSON")
	fs.BoolFunc("V", "print version and exit", func(string) error { return errors.New("want -V=full") })
	fs.BoolVar(&set.applyFixes, "fix", false, "apply all suggested fixes")
	fs.BoolVar(&set.diff, "diff", false, "with -fix, don't update the files, but print a unified diff")

	// Flags of the vet of old that scripts may still pass.
	for _, name := range []string{"source", "v", "all"} {
		fs.Bool(name, false, "no effect (deprecated)")
	}
	fs.String("tags", "", "no effect (deprecated)")
	return fs
}

// buildFlags are flags that the go command has itself. If it knew that we accept
// them too, it would pass them on and make them part of its cache key. (It does pass -fix.)
var buildFlags = []string{"fix", "tags", "v"}

// printFlags describes the flags to the go command, which then accepts them.
func printFlags(w io.Writer, analyzers []*analysis.Analyzer) error {
	type jsonFlag struct {
		Name  string
		Bool  bool
		Usage string
	}
	var flags []jsonFlag
	newFlags(analyzers, new(settings), make(map[*analysis.Analyzer]*choice)).VisitAll(func(f *flag.Flag) {
		if slices.Contains(buildFlags, f.Name) {
			return
		}
		b, ok := f.Value.(interface{ IsBoolFlag() bool })
		flags = append(flags, jsonFlag{f.Name, ok && b.IsBoolFlag(), f.Usage})
	})
	data, err := json.MarshalIndent(flags, "", "\t")
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// enabled returns the analyzers that the flags -NAME leave: those that are
// switched on, or else those that are not switched off.
func enabled(analyzers []*analysis.Analyzer, choices map[*analysis.Analyzer]*choice) []*analysis.Analyzer {
	var on, rest []*analysis.Analyzer
	for _, a := range analyzers {
		switch *choices[a] {
		case chosen:
			on = append(on, a)
		case unset:
			rest = append(rest, a)
		}
	}
	if len(on) > 0 {
		return on
	}
	return rest
}

// A choice is the value of a flag -NAME. Unlike a bool it knows whether it was
// given.
type choice int

const (
	unset choice = iota
	chosen
	refused
)

func (c *choice) IsBoolFlag() bool { return true }

func (c *choice) String() string { return strconv.FormatBool(c == nil || *c != refused) }

// Set implements [flag.Value]. It fails if s is no bool.
func (c *choice) Set(s string) error {
	on, err := strconv.ParseBool(s)
	if err != nil {
		return errors.New("want true or false")
	}
	*c = refused
	if on {
		*c = chosen
	}
	return nil
}
