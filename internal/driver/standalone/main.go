// Package standalone is the front end of the command: it runs "go vet" with
// the command's own executable as the vettool and decides what of the result
// is shown, fixed and counted.
//
// The go command does the loading, the scheduling and the caching. Flags of the
// vettool are in its cache key, so whatever can be decided after the analysis
// is decided here: which checks are shown, test files, fixes.
package standalone

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/profile"
	"github.com/gopitfalls/gopitfalls/internal/version"
)

// The exit status is the same in all output modes.
const (
	exitClean       = 0
	exitFindings    = 1   // of the level that -fail-on names, or a higher one
	exitError       = 2   // wins over exitFindings
	exitInterrupted = 130 // as a shell reports a command killed by SIGINT
	exitTerminated  = 143 // and by SIGTERM
)

// An Env is what a run takes from its surroundings.
type Env struct {
	Stdout io.Writer
	Stderr io.Writer
	Stdin  io.Reader           // for -profile=-; nil: the process's own
	Dir    string              // working directory
	Self   string              // the executable that go vet runs as the vettool
	Getenv func(string) string // for NO_COLOR and TERM; the go command inherits the process's own

	Info func(check string) checkdoc.Info // what is known of the checks beside their documentation

	out, err *show.Printer // for Stdout and Stderr
	journal  []string      // what the environment of the vettool has, for progress
	stream   *stream
}

// with runs a command with the printers that all output goes through. What could not be
// written is an error, whatever the command makes of it.
func (env Env) with(run func(Env) int) int {
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) // a closed pipe is an error, not a silent end
	env.out, env.err = show.To(env.Stdout), show.To(env.Stderr)
	status := run(env)
	if err := env.out.Err(); err != nil {
		env.err.Printf("gopitfalls: not all output could be written: %v\n", err)
		status = exitError
	}
	if env.out.Used() && goesNowhere(env.Stdout) {
		env.err.Println("gopitfalls: standard output is closed or the null device: nobody sees what was printed")
	}
	if env.err.Err() != nil && status < exitInterrupted {
		status = exitError
	}
	return status
}

// Main runs the command with the arguments after its name and returns its exit
// status.
func Main(analyzers []*analysis.Analyzer, args []string, env Env) int {
	return env.with(func(env Env) int { return run(analyzers, args, env) })
}

func run(analyzers []*analysis.Analyzer, args []string, env Env) int {
	if status, ok := aboutChecks(analyzers, args, env); ok {
		return status
	}
	if isServer(args) {
		return serve(args, env)
	}
	if wantsProofHelp(args) {
		printProofHelp(env.out)
		return exitClean
	}
	opts, err := parseFlags(analyzers, args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		printHelp(env.out, analyzers)
		return exitClean
	case err != nil:
		env.err.Printf("gopitfalls: %v; run 'gopitfalls help'\n", err)
		return exitError
	case opts.version:
		env.out.Println(version.Line())
		return exitClean
	case opts.help:
		return printHelpOn(env, analyzers, opts.args)
	}

	// Until here a signal ends the program at once, wherever it waits for a file.
	err = opts.configure(env.Dir)
	var old *adoption
	if err == nil {
		old, err = openAdoption(opts, env)
	}
	var set *profile.Set
	if err == nil {
		set, err = readProfiles(context.Background(), opts, env)
	}
	if err != nil {
		env.err.Printf("gopitfalls: %v\n", err)
		return exitError
	}
	ctx, stop := untilSignal()
	defer stop()
	return analyze(ctx, opts, old, set, env)
}

// errTerminated is the cause of a context that a request to end has ended.
var errTerminated = errors.New("terminated")

// untilSignal returns a context that ends with the first signal that asks for it.
func untilSignal() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		select {
		case sig := <-signals:
			if sig == syscall.SIGTERM {
				cancel(errTerminated)
			} else {
				cancel(context.Canceled)
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// interrupted tells that a run was cut off, and returns the exit status.
func interrupted(ctx context.Context, env Env, out *outcome) int {
	msg := "interrupted"
	if done, total := env.stream.cut(&out.shown); total > 0 {
		msg = fmt.Sprintf("interrupted; %d of %s analysed", done, plural(total, "package"))
	}
	env.err.Printf("gopitfalls: %s\n", msg)
	if errors.Is(context.Cause(ctx), errTerminated) {
		return exitTerminated
	}
	return exitInterrupted
}

// analyze does what the command is for. The set is what running programs tell, or nil.
func analyze(ctx context.Context, opts *options, old *adoption, set *profile.Set, env Env) int {
	if err := old.ask(ctx); err != nil {
		env.err.Printf("gopitfalls: %v\n", err)
		return exitError
	}
	analysis := analyzePackages
	switch {
	case opts.files:
		analysis = analyzeFiles
	case opts.spansModules(env):
		opts.modules = true
		analysis = analyzeModules
	}
	p := newPrinter(env, opts)
	line := startProgress(&env)
	env.stream = newStream(env, opts, line, p.asTheyCome(old))
	out := analysis(ctx, opts, env)
	line.Stop()
	if ctx.Err() != nil {
		return interrupted(ctx, env, out)
	}

	findings, err := old.hide(out)
	fixed := 0
	if err == nil && (opts.fix.on || opts.diff) {
		findings, fixed, err = applyFixes(ctx, findings, out, p)
	}
	cutOff := errors.Is(err, fixes.ErrInterrupted)
	if err != nil {
		out.errors = append(out.errors, err.Error())
	}
	for _, f := range out.shown.failures {
		out.errors = append(out.errors, f.String())
	}
	if opts.explain != "" {
		findings = slices.DeleteFunc(findings, func(f finding) bool { return !f.isExplanation() })
	}
	if opts.explain != "" && len(findings) == 0 {
		out.errors = append(out.errors, fmt.Sprintf("-explain=%s: no channel of the packages is made there, or none of their goroutines can meet at it", opts.explain))
	}
	if opts.prove != nil && err == nil {
		if set, err = runTests(ctx, out, opts, env); err != nil {
			out.errors = append(out.errors, err.Error())
		}
		if ctx.Err() != nil {
			return interrupted(ctx, env, out)
		}
	}
	if set != nil && err == nil {
		findings = witness(ctx, set, findings, out, opts, env)
	}
	p.setLevels(findings)
	if !opts.diff {
		if err := p.findings(findings, out); err != nil {
			out.errors = append(out.errors, err.Error())
		}
	}
	if err := p.page(findings, out); err != nil {
		out.errors = append(out.errors, fmt.Sprintf("-html: %v", err))
	}
	for _, msg := range out.errors {
		env.err.Printf("gopitfalls: %s\n", msg)
	}
	p.told(out.notes)
	p.told(old.news)
	p.counts(findings, fixed, out)
	if opts.verbose {
		env.err.Printf("gopitfalls: %s in %s\n", plural(len(out.roots), "package"), env.stream.elapsed())
	}

	switch {
	case cutOff:
		return interrupted(ctx, env, out)
	case len(out.errors) > 0:
		return exitError
	case slices.ContainsFunc(findings, opts.failOn.fails):
		return exitFindings
	}
	return exitClean
}
