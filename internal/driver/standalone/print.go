package standalone

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/github"
	"github.com/gopitfalls/gopitfalls/internal/driver/html"
	"github.com/gopitfalls/gopitfalls/internal/driver/progress"
	"github.com/gopitfalls/gopitfalls/internal/driver/sarif"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/source"
	"github.com/gopitfalls/gopitfalls/internal/driver/text"
	"github.com/gopitfalls/gopitfalls/internal/version"
)

// A printer prints results.
type printer struct {
	*text.Printer

	stdout, stderr *show.Printer
	dir            string
	info           func(check string) checkdoc.Info
	opts           *options
	watched        bool // standard error is a terminal
	printed        map[findingKey]bool
}

func newPrinter(env Env, opts *options) *printer {
	terminal := text.IsTerminal(env.Stdout)
	return &printer{
		Printer: &text.Printer{
			Dir:      env.Dir,
			Terminal: terminal,
			Color:    terminal && text.HasColor(env.Getenv),
			Unicode:  text.HasUnicode(env.Getenv),
			Width:    text.Width(env.Stdout),
			Context:  opts.context,
			Oneline:  opts.oneline,
			Trace:    opts.trace,
			Files:    source.New(),
		},
		stdout:  env.out,
		stderr:  env.err,
		dir:     env.Dir,
		info:    env.Info,
		opts:    opts,
		printed: make(map[findingKey]bool),
		watched: text.IsTerminal(env.Stderr),
	}
}

// startProgress shows how far the analysis is, if somebody looks at standard error.
func startProgress(env *Env) *progress.Line {
	if !text.IsTerminal(env.Stderr) || env.Getenv("TERM") == "dumb" || env.Getenv("CI") != "" {
		return nil
	}
	line := progress.Start(env.Stderr, text.Width(env.Stderr))
	env.journal = line.Env()
	env.err.After(line.Yield)
	if text.IsTerminal(env.Stdout) {
		env.out.After(line.Yield)
	}
	return line
}

// asTheyCome returns what prints findings before all are known; nil if what is to be printed
// depends on all.
func (p *printer) asTheyCome(old *adoption) func(list []finding, all bool) {
	opts := p.opts
	if opts.json || opts.sarif || opts.format == "github" || opts.diff || opts.fix.on || opts.files || opts.explain != "" || opts.prove != nil || len(opts.profiles) > 0 || old.file != "" {
		return nil
	}
	return func(list []finding, all bool) {
		list = old.onChangedLines(list)
		p.setLevels(list)
		for _, f := range list {
			if all || f.Level != checkdoc.Note { // those come last
				p.finding(p.stdout, f)
			}
		}
	}
}

// findings prints findings as the flags want them. Failures of checks are part
// of the JSON, and all errors of the SARIF; in text they are printed as errors.
func (p *printer) findings(findings []finding, out *outcome) error {
	var buf bytes.Buffer
	var err error
	switch {
	case p.opts.json:
		if p.Trace {
			p.draw(findings)
		}
		t := tree(findings, out.shown.failures)
		if out.witness != nil {
			p.witnessTree(t, out.witness)
		}
		err = t.Write(&buf)
	case p.opts.format == "github":
		var list []text.Finding
		for _, f := range findings {
			list = append(list, text.Finding{Check: f.check, Diagnostic: f.Diagnostic})
		}
		err = github.Write(&buf, sourceRoot(p.dir), list)
	case p.opts.sarif:
		err = sarif.Write(&buf, p.sarifRun(findings, out))
	default:
		w := show.To(&buf)
		first := slices.IndexFunc(findings, func(f finding) bool { return f.place == nil })
		if first < 0 {
			first = len(findings)
		}
		for _, f := range findings[:first] {
			p.finding(w, f)
		}
		if out.witness != nil { // before the findings at which nobody hangs
			p.witness(w, out.witness)
		}
		for _, note := range []bool{false, true} {
			for _, f := range findings[first:] {
				if note == (f.Level == checkdoc.Note) {
					p.finding(w, f)
				}
			}
		}
	}
	p.stdout.Data(buf.Bytes())
	return err
}

// draw adds drawings of the counter-examples to findings, for programs that show them.
func (p *printer) draw(findings []finding) {
	plain := *p.Printer
	plain.Color, plain.Unicode, plain.Width = false, true, text.DefaultWidth // JSON is UTF-8
	for i := range findings {
		var b bytes.Buffer
		plain.Steps(show.To(&b), text.Finding{Check: findings[i].check, Diagnostic: findings[i].Diagnostic})
		findings[i].Drawing = b.String()
	}
}

// sarifRun returns what is to be written as SARIF: all checks that are on are
// rules, whatever they found.
func (p *printer) sarifRun(findings []finding, out *outcome) sarif.Run {
	r := sarif.Run{Version: version.Module(), Root: sourceRoot(p.dir), Dir: p.dir, Info: p.info, Errors: out.errors, Notes: slices.Concat(out.notes, p.witnessNotes(out.witness))}
	for _, a := range p.opts.analyzers {
		if p.opts.checks[a.Name] {
			r.Checks = append(r.Checks, a)
		}
	}
	for _, f := range findings {
		r.Findings = append(r.Findings, sarif.Finding{Check: f.check, Diagnostic: f.Diagnostic})
	}
	return r
}

// page writes the page for a browser that -html asks for.
func (p *printer) page(findings []finding, out *outcome) error {
	if p.opts.html == "" {
		return nil
	}
	r := html.Report{Version: version.Module(), Root: p.dir, Info: p.info, Errors: out.errors}
	for _, a := range p.opts.analyzers {
		if p.opts.checks[a.Name] {
			r.Checks = append(r.Checks, a)
		}
	}
	for _, f := range findings {
		r.Findings = append(r.Findings, html.Finding{Check: f.check, Package: pathOf(f.pkg), Diagnostic: f.Diagnostic})
	}
	name := p.opts.html
	if !filepath.IsAbs(name) {
		name = filepath.Join(p.dir, name)
	}
	var buf bytes.Buffer
	if err := html.Write(&buf, r); err != nil {
		return err
	}
	return os.WriteFile(name, buf.Bytes(), 0o666)
}

// setLevels sets how severe the findings are, for what is printed of them.
func (p *printer) setLevels(findings []finding) {
	for i := range findings {
		f := &findings[i]
		if !f.isExplanation() {
			severities := p.opts.config.Severities
			f.Level = cmp.Or(severities[category(f.check, f.Category)], severities[f.check], p.info(f.check).Level(f.Category))
		}
	}
}

// sourceRoot returns the root of the repository that dir is in, or dir if it is in
// none.
func sourceRoot(dir string) string {
	for root := dir; ; root = filepath.Dir(root) {
		if _, err := os.Stat(filepath.Join(root, ".git")); err == nil {
			return root
		}
		if root == filepath.Dir(root) {
			return dir
		}
	}
}

// finding prints one finding, once, with what the flags want to see of it.
func (p *printer) finding(w *show.Printer, f finding) {
	if p.printed[f.key()] {
		return
	}
	p.printed[f.key()] = true
	if f.isExplanation() {
		p.explanation(w, f)
		return
	}
	shown := text.Finding{Check: f.check, Diagnostic: f.Diagnostic}
	p.Head(w, shown)
	if p.Oneline {
		return
	}
	p.place(w, f)
	if p.Trace || f.place != nil {
		p.Steps(w, shown)
	}
}

// explanation prints the answer to -explain: what became of a channel, from each function
// from which that was explored.
func (p *printer) explanation(w *show.Printer, f finding) {
	w.Printf("%s %s\n", p.Paint(text.Bold, p.Posn(f.Posn)+":"), f.Message)
	if len(f.Trace) < 2 {
		return
	}
	for _, step := range f.Trace {
		w.Printf("\t%s: %s: %s\n", p.Posn(step.Posn), step.Goroutine, step.Message)
	}
}

// counts prints a line about the whole, if there is something to say or
// somebody watches.
func (p *printer) counts(findings []finding, fixed int, out *outcome) {
	if p.opts.explain != "" {
		return
	}
	what := plural(len(findings), "finding")
	if len(findings) > 0 {
		what += " (" + byCheck(findings) + ")"
	}
	if out.modules > 1 {
		what += " in " + plural(out.modules, "module")
	}
	parts := []string{what}
	if fixed > 0 {
		parts = append(parts, strconv.Itoa(fixed)+" fixed")
	}
	if n := out.packagesSkipped(); n > 0 {
		parts = append(parts, plural(n, "package")+" not analysed")
	}
	if n := len(out.untested); n > 0 {
		parts = append(parts, plural(n, "package")+" without tests")
	}
	if n := len(out.shown.failures); n > 0 {
		parts = append(parts, plural(n, "check")+" failed")
	}
	if len(findings) > 0 || len(parts) > 1 || len(out.errors) == 0 && p.watched {
		p.stderr.Println(strings.Join(parts, "; "))
	}
}

func plural(n int, what string) string {
	switch n {
	case 0:
		return "no " + what + "s"
	case 1:
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// diff prints what a plan changes: for programs byte for byte, for people as text.
func (p *printer) diff(plan *fixes.Plan) {
	for _, file := range plan.Changed() {
		diff := file.Diff(source.Shorten(p.dir, file.Name))
		if !p.Terminal {
			p.stdout.Data(diff)
			continue
		}
		for line := range strings.Lines(string(diff)) {
			p.stdout.Printf("%s\n", show.Trusted(show.Source(strings.TrimSuffix(line, "\n"))))
		}
	}
}

// skippedFixes tells which fixes are not part of a plan, and why.
func (p *printer) skippedFixes(plan *fixes.Plan) {
	for _, s := range plan.Skipped {
		p.stderr.Printf("gopitfalls: %s: fix skipped: %s\n", p.Posn(s.Posn), s.Why)
	}
}

// told prints what there is to know beside findings and errors.
func (p *printer) told(lines []string) {
	for _, line := range lines {
		p.stderr.Printf("gopitfalls: %s\n", line)
	}
}
