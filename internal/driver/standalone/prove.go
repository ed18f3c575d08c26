package standalone

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"go/version"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/prove"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/profile"
)

const proveUsage = `gopitfalls prove runs tests and tells which findings they confirm.

Usage:
  gopitfalls prove [flags] [packages]

The tests of the packages run with the leak profile of the toolchain (Go 1.27, or
1.26, where it is an experiment), which knows the goroutines that never go on.
Below each finding stands whether a test leaves some there; leaks where nothing
is found are listed with the reason. No file is changed, and a TestMain stays what
it is. Tests that fail or do not end are told. The flags of gopitfalls, but for
-profile, -fix, -diff and -files, go as well.
`

// proveOptions are the flags of prove.
type proveOptions struct {
	run     string
	timeout time.Duration
}

func (o *proveOptions) declare(fs *flag.FlagSet) {
	fs.StringVar(&o.run, "run", "", "run only tests that match this `regexp`, as for go test")
	fs.DurationVar(&o.timeout, "timeout", 2*time.Minute, "how long the tests of a package may take")
}

// isProof reports whether args, the command line without the program's name, ask for a
// run of tests. A package of that name is ./prove.
func isProof(args []string) bool { return len(args) > 0 && args[0] == "prove" }

func wantsProofHelp(args []string) bool {
	return len(args) == 2 && (args[0] == "help" && args[1] == "prove" || args[0] == "prove" && isHelpFlag(args[1]))
}

func printProofHelp(p *show.Printer) {
	fs := flag.NewFlagSet("prove", flag.ContinueOnError)
	new(proveOptions).declare(fs)
	p.Printf("%s\nFlags:\n", show.Trusted(proveUsage))
	printFlags(p, fs, "")
	p.Data([]byte(exitHelp))
}

// runTests runs the tests of the packages that were analysed, and returns what they leave.
func runTests(ctx context.Context, out *outcome, opts *options, env Env) (*profile.Set, error) {
	cmd := &goRunner{dir: env.Dir, stderr: env.err}
	experiment, needed := cmd.leakProfile(ctx)
	o := prove.Options{
		Run: opts.prove.run, Timeout: opts.prove.timeout, Overlay: cmd.userOverlay(ctx),
		Experiment: experiment, NeedsExperiment: needed,
		Go: func(ctx context.Context, variables, args []string, w io.Writer) error {
			own := *cmd
			own.env = variables
			_, err := own.run(ctx, args, func(stdout io.Reader) error {
				_, err := io.Copy(w, stdout)
				return err
			})
			return err
		},
	}
	if opts.tags != "" {
		o.Flags = append(o.Flags, "-tags="+opts.tags)
	}
	for _, path := range slices.Sorted(maps.Keys(out.roots)) {
		root := out.roots[path]
		if root.Dir == "" || len(root.TestGoFiles)+len(root.XTestGoFiles) == 0 {
			continue
		}
		o.Packages = append(o.Packages, prove.Package{Path: path, Name: root.Name, Dir: root.Dir, Tests: root.TestGoFiles, External: root.XTestGoFiles})
		o.Flags = append(o.Flags, root.pattern(env.Dir))
	}
	if len(o.Packages) == 0 {
		out.notes = append(out.notes, "the packages have no tests")
		return profile.NewSet(), nil
	}
	set, res, err := prove.Run(ctx, o)
	if err != nil {
		return nil, err
	}
	out.notes = append(out.notes, res.Told...)
	out.notes = append(out.notes, fmt.Sprintf("%s passed", plural(res.Passed, "test")))
	return set, nil
}

// leakProfile returns the experiments that the go command is told to make, and whether
// the leak profile needs to be one more.
func (r *goRunner) leakProfile(ctx context.Context) (experiment string, needed bool) {
	var out bytes.Buffer
	_, err := r.run(ctx, []string{"env", "GOVERSION", "GOEXPERIMENT"}, func(stdout io.Reader) error {
		_, err := out.ReadFrom(stdout)
		return err
	})
	if err != nil {
		return "", false // go test will say what is wrong
	}
	goVersion, rest, _ := strings.Cut(out.String(), "\n")
	experiment = strings.TrimSpace(rest)
	number, _, _ := strings.Cut(strings.TrimSpace(goVersion), "-X:")
	lang := version.Lang(number)
	return experiment, lang != "" && version.Compare(lang, "go1.27") < 0 && !strings.Contains(experiment, "goroutineleakprofile")
}

// verdict prints what tests say of a finding.
func (p *printer) verdict(w *show.Printer, f finding) {
	switch {
	case f.place == nil:
		w.Printf("\tnot seen\n")
	case len(f.place.Tests) > 0 && f.place.Leaked > 0:
		w.Printf("\tconfirmed%s\n", by(f.place.Tests))
	case f.place.Leaked > 0:
		w.Printf("\tconfirmed\n")
	case len(f.place.Tests) > 0:
		w.Printf("\tleft%s; the runtime does not know whether they go on\n", by(f.place.Tests))
	default:
		w.Printf("\tseen to hang when the time was up\n")
	}
}

// by names tests and how many goroutines they leave: " by TestX (3 goroutines)".
func by(tests []string) string { return " by " + listTests(tests) }

func after(tests []string) string {
	if len(tests) == 0 {
		return ""
	}
	return " after " + listTests(tests)
}

func listTests(tests []string) string {
	var list []string
	for _, test := range tests {
		name, number, _ := strings.Cut(test, " ")
		n, _ := strconv.Atoi(number) // it is ours
		list = append(list, fmt.Sprintf("%s (%s)", name, plural(n, "goroutine")))
	}
	return strings.Join(list, ", ")
}
