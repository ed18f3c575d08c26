package standalone

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/config"
	"github.com/gopitfalls/gopitfalls/internal/driver/suggest"
)

// options is the command line.
type options struct {
	json      bool
	sarif     bool
	format    format // any form of output; -json and -sarif are short for two
	html      string // file for a page of the findings
	fix       fixing
	diff      bool
	trace     bool
	oneline   bool
	verbose   bool
	tests     bool
	generated bool
	files     bool // the arguments are files, of any modules
	modules   bool // the arguments are folders, all modules in which are analysed
	context   int  // lines of source around a finding; negative: none, not even its own
	tags      string
	failOn    level // findings of this level and above decide the exit status

	configFile     string // instead of the one that is found
	baseline       string // the file of findings that are not shown
	baselineUpdate bool
	newFromRev     string
	newFromBase    string

	profiles       sources       // files and URLs of profiles and dumps
	profileBase    sources       // those to compare with
	profileTimeout time.Duration // for each URL

	prove *proveOptions // of "gopitfalls prove", else nil

	version bool
	help    bool

	chosen   map[string]*choice // the checks' flags
	checks   map[string]bool    // the checks whose findings are shown
	explain  string             // file.go:line, for the checks that explain
	settings []string           // flags for the vettool
	given    settings           // those of the command line
	args     []string           // packages, or what help is wanted on

	analyzers []*analysis.Analyzer // all there are
	config    *config.Config       // what the repository wants
}

// parseFlags parses the command line. The flags that set something of a check
// are given to the check too, so that it refuses a wrong value here, once, and
// not in each package.
func parseFlags(analyzers []*analysis.Analyzer, args []string) (*options, error) {
	opts := &options{analyzers: analyzers}
	fs := coreFlags(opts)
	if isProof(args) {
		opts.prove, args = new(proveOptions), args[1:]
		opts.prove.declare(fs)
	}

	chosen := make(map[string]*choice)
	settings := make(settings)
	for _, a := range analyzers {
		chosen[a.Name] = new(choice)
		fs.Var(chosen[a.Name], a.Name, "")
		a.Flags.VisitAll(func(f *flag.Flag) {
			name := a.Name + "." + f.Name
			fs.Var(setting{f, name, settings}, name, f.Usage)
		})
	}
	if err := fs.Parse(args); err != nil {
		return nil, misspelt(fs, err)
	}

	opts.args = fs.Args()
	switch {
	case len(opts.args) > 0 && opts.args[0] == "help":
		opts.help = true
		opts.args = opts.args[1:]
		return opts, nil
	case len(opts.args) == 1 && opts.args[0] == "version":
		opts.version = true
		return opts, nil
	}
	for _, arg := range opts.args {
		if strings.HasPrefix(arg, "-") {
			return nil, fmt.Errorf("flags must come before packages: %s", arg)
		}
	}
	switch {
	case opts.modules && opts.files:
		return nil, errors.New("-modules and -files cannot be used together")
	case opts.modules && opts.prove != nil:
		return nil, errors.New("prove takes no -modules")
	case opts.modules && len(opts.args) == 0:
		opts.args = []string{"./..."}
	}
	for _, check := range opts.fix.checks {
		if chosen[check] == nil {
			return nil, fmt.Errorf("-fix: no check is named %s%s", check, suggest.Similar(check, slices.Sorted(maps.Keys(chosen))))
		}
	}
	if err := cmp.Or(opts.oneOutput(), opts.adoptable(), opts.comparable()); err != nil {
		return nil, err
	}

	if opts.generated {
		for _, a := range analyzers {
			name := a.Name + ".generated"
			if f := a.Flags.Lookup("generated"); f != nil && settings[name] == nil {
				settings[name] = f
				_ = f.Value.Set("true") // it is a bool
			}
		}
	}
	if opts.explain != "" {
		for _, a := range analyzers {
			if f := a.Flags.Lookup("explain"); f != nil {
				if err := f.Value.Set(opts.explain); err != nil {
					return nil, fmt.Errorf("invalid value %q for flag -explain: %w", opts.explain, err)
				}
				settings[a.Name+".explain"] = f
			}
		}
	}
	opts.given = settings
	opts.settings = settings.flags()
	opts.chosen = chosen
	opts.checks = shownChecks(chosen, nil)
	return opts, nil
}

// misspelt adds to an error of flags that are not defined which one may be meant.
func misspelt(fs *flag.FlagSet, err error) error {
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return err
	}
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	return fmt.Errorf("%w%s", err, suggest.Similar("-"+name, names))
}

// oneOutput returns an error if two forms of output are asked for.
func (opts *options) oneOutput() error {
	var forms []string
	for _, form := range []struct {
		name string
		on   bool
	}{{"-json", opts.json}, {"-sarif", opts.sarif}, {"-diff", opts.diff}, {"-format", opts.format != ""}} {
		if form.on {
			forms = append(forms, form.name)
		}
	}
	if len(forms) > 1 {
		return fmt.Errorf("%s and %s cannot be used together", forms[0], forms[1])
	}
	opts.json = opts.json || opts.format == "json"
	opts.sarif = opts.sarif || opts.format == "sarif"
	return nil
}

// formats are the values of -format.
var formats = []string{"text", "json", "sarif", "github"}

// A format is one of the [formats], or "".
type format string

func (f *format) String() string { return string(*f) }

func (f *format) Set(value string) error {
	if !slices.Contains(formats, value) {
		return fmt.Errorf("want %s%s", strings.Join(formats, ", "), suggest.Similar(value, formats))
	}
	*f = format(value)
	return nil
}

// adoptable returns an error if the flags for old findings contradict each other.
func (opts *options) adoptable() error {
	switch {
	case opts.baselineUpdate && opts.baseline == "":
		return errors.New("-baseline-update needs -baseline")
	case opts.newFromRev != "" && opts.newFromBase != "":
		return errors.New("-new-from-rev and -new-from-merge-base cannot be used together")
	}
	return nil
}

// comparable returns an error if the flags for profiles contradict each other.
func (opts *options) comparable() error {
	switch {
	case len(opts.profileBase) > 0 && len(opts.profiles) == 0:
		return errors.New("-profile-base needs -profile")
	case opts.prove != nil && (len(opts.profiles) > 0 || opts.diff || opts.fix.on || opts.files):
		return errors.New("prove takes no -profile, -fix, -diff or -files")
	case opts.prove != nil && opts.prove.timeout <= 0:
		return errors.New("-timeout must be positive")
	case len(opts.profiles) > 0 && opts.diff:
		return errors.New("-profile and -diff cannot be used together")
	case opts.profileTimeout <= 0:
		return errors.New("-profile-timeout must be positive")
	}
	return nil
}

// coreFlags declares the flags that are not a check's.
func coreFlags(opts *options) *flag.FlagSet {
	fs := flag.NewFlagSet("gopitfalls", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // errors are printed by the caller, in one line
	fs.BoolVar(&opts.json, "json", false, "print the findings as JSON, in the form of go vet -json")
	fs.Var(&opts.format, "format", "print the findings in this `format`: text, json, sarif, or github, which its runner makes annotations of")
	fs.BoolVar(&opts.sarif, "sarif", false, "print the findings as SARIF 2.1.0, with the steps that lead to them and the fixes")
	fs.Var((*nonEmpty)(&opts.html), "html", "write the findings to this `file` too, as a page for a browser that needs no network")
	fs.Var(&opts.fix, "fix", "apply the first fix of each finding, but for notes; -fix=CHECK,... that of these `checks`")
	fs.BoolVar(&opts.diff, "diff", false, "print the fixes as a unified diff and change nothing")
	fs.BoolVar(&opts.trace, "trace", false, "draw the steps that lead to each finding, a lane for each goroutine")
	fs.BoolVar(&opts.oneline, "oneline", false, "print each finding in one line")
	fs.BoolVar(&opts.tests, "tests", true, "show findings in test files")
	fs.BoolVar(&opts.generated, "generated", false, "show findings in generated files (sets -CHECK.generated of every check)")
	fs.BoolVar(&opts.files, "files", false, "the arguments are files: analyse the packages in whose folders they lie, of any module")
	fs.BoolVar(&opts.modules, "modules", false, "analyse all modules below ./..., or below other folders that are named so")
	fs.Var((*nonEmpty)(&opts.explain), "explain", "tell why nothing is reported for the channel made at this `place`, file.go:line[:column]")
	fs.IntVar(&opts.context, "c", -1, "print the source of each finding with this many `lines` around it")
	opts.failOn = checkdoc.Warning
	fs.Var(&opts.failOn, "fail-on", "fail if there are findings of this `level` or a higher one: error, warning or note")
	fs.StringVar(&opts.tags, "tags", "", "build `tags`, separated by commas")
	fs.Var((*nonEmpty)(&opts.configFile), "config", "read this `file` instead of "+config.Name)
	fs.Var((*nonEmpty)(&opts.baseline), "baseline", "show only findings that are not in this `file`; write it if there is none")
	fs.BoolVar(&opts.baselineUpdate, "baseline-update", false, "write the findings to the file that -baseline names")
	fs.Var((*nonEmpty)(&opts.newFromRev), "new-from-rev", "show only findings on lines that git has changed since this `revision`")
	fs.Var((*nonEmpty)(&opts.newFromBase), "new-from-merge-base", "show only findings on lines that git has changed since HEAD left this `branch`")
	fs.Var(&opts.profiles, "profile", "join findings with what hangs in a running program: this `file` or URL is a profile or dump of goroutines, - standard input; several are a series")
	fs.Var(&opts.profileBase, "profile-base", "compare with what was before, in this `file` or URL")
	fs.DurationVar(&opts.profileTimeout, "profile-timeout", time.Minute, "how long a URL of -profile may take")
	fs.BoolVar(&opts.verbose, "v", false, "tell of each package when it has been analysed")
	fs.BoolVar(&opts.version, "version", false, "print the version and exit")
	fs.BoolVar(&opts.version, "V", false, "print the version and exit")
	return fs
}

// sources are the values of a flag that may be given several times.
type sources []string

func (s *sources) String() string { return strings.Join(*s, " ") }

func (s *sources) Set(value string) error {
	if value == "" {
		return errors.New("it is empty")
	}
	*s = append(*s, value)
	return nil
}

// A nonEmpty is a string whose absence means something. An empty one is refused: it
// comes from a variable of a script that is not set.
type nonEmpty string

func (s *nonEmpty) String() string { return string(*s) }

func (s *nonEmpty) Set(value string) error {
	if value == "" {
		return errors.New("it is empty")
	}
	*s = nonEmpty(value)
	return nil
}

// A level is the name of a level of findings.
type level string

func (l *level) String() string { return string(*l) }

func (l *level) Set(value string) error {
	if !slices.Contains(checkdoc.Levels, value) {
		return fmt.Errorf("want %s", strings.Join(checkdoc.Levels, ", "))
	}
	*l = level(value)
	return nil
}

// fails reports whether a finding decides the exit status.
func (l level) fails(f finding) bool {
	return !f.isExplanation() && slices.Index(checkdoc.Levels, f.Level) <= slices.Index(checkdoc.Levels, string(l))
}

// A fixing is the value of -fix: the checks whose findings are fixed.
type fixing struct {
	on     bool
	checks []string // none: all but those that find notes
}

func (f *fixing) IsBoolFlag() bool { return true }

func (f *fixing) String() string { return strings.Join(f.checks, ",") }

func (f *fixing) Set(s string) error {
	if on, err := strconv.ParseBool(s); err == nil {
		*f = fixing{on: on}
		return nil
	}
	f.on, f.checks = true, append(f.checks, strings.Split(s, ",")...)
	return nil
}

// wants reports whether findings of a check are to be fixed. What only notes speak of is
// how a program is meant to be, perhaps, so they must be named.
func (f *fixing) wants(check string, info checkdoc.Info) bool {
	if len(f.checks) > 0 {
		return slices.Contains(f.checks, check)
	}
	return !info.Note
}

// A choice is the value of a check's on/off flag, if it was given.
type choice struct{ given, on bool }

func (c *choice) IsBoolFlag() bool { return true }

func (c *choice) String() string { return strconv.FormatBool(c.on) }

func (c *choice) Set(s string) error {
	on, err := strconv.ParseBool(s)
	if err != nil {
		return errors.New("want true or false")
	}
	*c = choice{given: true, on: on}
	return nil
}

// shownChecks applies the rule of multichecker: if any check is switched on,
// only those; else all but the ones switched off. Those of which the command line
// says nothing may be off by configuration.
func shownChecks(chosen map[string]*choice, configured map[string]bool) map[string]bool {
	only := false
	for _, c := range chosen {
		only = only || c.on
	}
	shown := make(map[string]bool)
	for name, c := range chosen {
		on, ok := configured[name]
		shown[name] = c.on || !only && !c.given && (on || !ok)
	}
	return shown
}

// configure reads the configuration that holds in dir, if there is one.
func (opts *options) configure(dir string) error {
	opts.config = new(config.Config)
	name := opts.configFile
	var err error
	switch {
	case name == "":
		if name, err = config.Find(dir); err != nil || name == "" {
			return err
		}
	case !filepath.IsAbs(name):
		name = filepath.Join(dir, name)
	}
	if opts.config, err = config.Read(name, known(opts.analyzers)); err != nil {
		return err
	}
	opts.checks = shownChecks(opts.chosen, opts.config.Checks)
	return opts.configureChecks()
}

// known returns what a configuration may name.
func known(analyzers []*analysis.Analyzer) config.Known {
	k := config.Known{Flags: make(map[string][]string)}
	for _, a := range analyzers {
		k.Checks = append(k.Checks, a.Name)
		for _, c := range checkdoc.Categories(a.Doc) {
			k.Checks = append(k.Checks, category(a.Name, c))
		}
		a.Flags.VisitAll(func(f *flag.Flag) {
			if f.Name != "explain" && f.Name != "blocked" { // which are questions
				k.Flags[a.Name] = append(k.Flags[a.Name], f.Name)
			}
		})
	}
	return k
}

// configureChecks sets the flags of checks as the configuration wants them, but for those
// that the command line has set.
func (opts *options) configureChecks() error {
	for _, s := range opts.config.Settings {
		name := s.Check + "." + s.Flag
		if opts.given[name] != nil {
			continue
		}
		i := slices.IndexFunc(opts.analyzers, func(a *analysis.Analyzer) bool { return a.Name == s.Check })
		f := opts.analyzers[i].Flags.Lookup(s.Flag)
		if err := f.Value.Set(s.Value); err != nil {
			return fmt.Errorf("%s: %s: %w", s.Posn, s.Flag, err)
		}
		opts.given[name] = f
	}
	opts.settings = opts.given.flags()
	return nil
}

// hidden returns the categories of findings that the configuration switches off.
func (opts *options) hidden() map[string]bool {
	off := make(map[string]bool)
	for name, on := range opts.config.Checks {
		if strings.Contains(name, "/") && !on {
			off[name] = true
		}
	}
	return off
}

// settings holds the flags of checks that were given, by their names on the
// command line.
type settings map[string]*flag.Flag

// flags returns the settings for the vettool. The go command has them in its
// cache key, so they come in one order, and without what is the default anyway.
func (s settings) flags() []string {
	var flags []string
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if f := s[name]; f.Value.String() != f.DefValue {
			flags = append(flags, "-"+name+"="+f.Value.String())
		}
	}
	return flags
}

// A setting is the value of a check's own flag.
type setting struct {
	flag  *flag.Flag
	name  string // with the name of the check
	given settings
}

func (s setting) IsBoolFlag() bool {
	b, ok := s.flag.Value.(interface{ IsBoolFlag() bool })
	return ok && b.IsBoolFlag()
}

func (s setting) String() string {
	if s.flag == nil { // the flag package asks the zero value
		return ""
	}
	return s.flag.Value.String()
}

func (s setting) Set(value string) error {
	s.given[s.name] = s.flag
	return s.flag.Value.Set(value)
}
