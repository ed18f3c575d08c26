package inspect

import (
	"fmt"
	"path/filepath"
	"slices"
)

// What a process does after it has got Go's threads.
const (
	ForkNone    = "none"    // it has no Go code, or does not fork
	ForkLow     = "low"     // it forks, and somebody calls exec
	ForkHigh    = "high"    // it forks and nobody calls exec
	ForkUnknown = "unknown" // it is linked statically
)

// A Fork is what can be known of forks in a process that has Go code from its
// start. A child has but the thread that called fork. The others that the Go
// runtime started when it was loaded are missing: what needs them waits for
// ever (golang/go#15538).
type Fork struct {
	Verdict string    `json:"verdict"`
	Go      []GoCode  `json:"go,omitempty"`      // in the order in which it is loaded
	Forks   []Imports `json:"forks,omitempty"`   // who imports functions that fork
	Execs   []Imports `json:"execs,omitempty"`   // who imports functions that call exec
	Missing []Missing `json:"missing,omitempty"` // libraries that were not looked at

	program string // as in File
}

// GoCode is a program or library with a Go runtime.
type GoCode struct {
	File     string   `json:"file"`
	Version  string   `json:"version"`
	Mode     string   `json:"mode,omitempty"`     // -buildmode
	NeededBy []string `json:"neededBy,omitempty"` // who needs it, who needs that, up to the program
}

// Imports are functions of the C library that an object imports.
type Imports struct {
	File  string   `json:"file"`
	Names []string `json:"names"`
}

// forkOf decides by what the objects import. The C library does not count: what
// it imports from itself nobody else may call.
func forkOf(c *closure) *Fork {
	f := &Fork{Verdict: ForkNone, Missing: c.missing, program: c.objects[0].String()}
	for _, o := range c.objects {
		if o.build != nil {
			f.Go = append(f.Go, goCode(o))
		}
		if o.forkImpl || o.startsProcesses() {
			continue
		}
		if len(o.forks) > 0 {
			f.Forks = append(f.Forks, Imports{o.String(), o.forks})
		}
		if len(o.execs) > 0 {
			f.Execs = append(f.Execs, Imports{o.String(), o.execs})
		}
	}
	switch {
	case len(f.Go) == 0:
	case f.Go[0].Mode == "c-archive" && len(c.objects[0].needed) == 0:
		f.Verdict = ForkUnknown
	case len(f.Forks) == 0:
	case f.daemon() >= 0 || len(f.Execs) == 0:
		f.Verdict = ForkHigh
	default:
		f.Verdict = ForkLow
	}
	return f
}

// startsProcesses reports whether an object imports what package syscall needs to
// start processes. On OpenBSD it calls the C library instead of the kernel.
func (o *object) startsProcesses() bool {
	return o.build != nil && o.build.OS == "openbsd" && slices.Equal(o.forks, []string{"fork"}) && len(o.execs) > 0
}

func goCode(o *object) GoCode {
	g := GoCode{File: o.String(), Version: o.build.Version, Mode: o.build.Mode}
	for l := o.loader; l != nil; l = l.loader {
		g.NeededBy = append(g.NeededBy, l.String())
	}
	return g
}

// daemon returns the index in Forks of who calls daemon, which forks and goes on
// in the child; -1 if nobody does.
func (f *Fork) daemon() int {
	return slices.IndexFunc(f.Forks, func(i Imports) bool { return slices.Contains(i.Names, "daemon") })
}

// finding returns what is to be reported.
func (f *Fork) finding() (Finding, bool) {
	severity, who, deed, where := SeverityHigh, 0, "forks without exec", "the child"
	switch {
	case f.Verdict == ForkLow:
		severity, deed, where = SeverityLow, "forks and execs", "a child without exec"
	case f.Verdict != ForkHigh:
		return Finding{}, false
	case f.daemon() >= 0:
		who, deed, where = f.daemon(), "calls daemon", "the daemon"
	}
	if file := f.Forks[who].File; file != f.program {
		deed = filepath.Base(file) + " " + deed
	}
	has, remedy := f.Go[0].kind()
	return Finding{
		CategoryFork, severity,
		fmt.Sprintf("%s and %s: Go code hangs in %s", has, deed, where), remedy,
	}, true
}

// kind says how a process comes by Go code and what to do about forks.
func (g *GoCode) kind() (has, remedy string) {
	switch {
	case len(g.NeededBy) > 0:
		base := filepath.Base(g.File)
		return fmt.Sprintf("loads Go (%s) at start", base), fmt.Sprintf("dlopen %s in the child, or exec after fork", base)
	case g.Mode == "c-archive":
		return "has Go linked in", "build it as c-shared and dlopen it in the child, or exec after fork"
	}
	return "is itself Go", "start processes with os/exec"
}
