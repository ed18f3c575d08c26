package standalone

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/doc/comment"
	"io"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/config"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/suggest"
	"github.com/gopitfalls/gopitfalls/internal/driver/text"
)

const listUsage = `gopitfalls list lists the checks.

Usage:
  gopitfalls list [-json]
`

const explainUsage = `gopitfalls explain prints the pages of checks: what they report, why, and what to
do.

Usage:
  gopitfalls explain [-markdown] check...
  gopitfalls explain [-markdown] check#category...
`

const schemaUsage = `gopitfalls schema prints the JSON schema of .gopitfalls.yml, from which editors
complete and check it.

Usage:
  gopitfalls schema
`

// printSchema prints the schema of the configuration.
func printSchema(analyzers []*analysis.Analyzer, args []string, env Env) int {
	if len(args) > 0 {
		env.err.Printf("gopitfalls schema: it takes no arguments: %s; run 'gopitfalls help schema'\n", args[0])
		return exitError
	}
	text, err := config.Schema(analyzers)
	if err != nil {
		env.err.Printf("gopitfalls schema: %v\n", err)
		return exitError
	}
	env.out.Data(text)
	return exitClean
}

// aboutChecks runs the commands that tell of checks, if args, the command line
// without the program's name, ask for one. A package of that name is ./list.
func aboutChecks(analyzers []*analysis.Analyzer, args []string, env Env) (status int, ok bool) {
	if len(args) == 0 {
		return 0, false
	}
	isHelp := args[0] == "help" && len(args) == 2 || len(args) == 2 && isHelpFlag(args[1])
	name := args[0]
	if name == "help" && isHelp {
		name = args[1]
	}
	switch {
	case name == "list" && isHelp:
		env.out.Data([]byte(listUsage))
		return exitClean, true
	case name == "explain" && isHelp:
		env.out.Data([]byte(explainUsage))
		return exitClean, true
	case name == "schema" && isHelp:
		env.out.Data([]byte(schemaUsage))
		return exitClean, true
	case name == "completion" && isHelp:
		env.out.Data([]byte(completionUsage))
		return exitClean, true
	case name == "completion":
		return complete(analyzers, args[1:], env), true
	case name == "schema":
		return printSchema(analyzers, args[1:], env), true
	case name == "list":
		return list(analyzers, args[1:], env), true
	case name == "explain":
		return explain(analyzers, args[1:], env), true
	}
	return 0, false
}

func isHelpFlag(arg string) bool { return slices.Contains([]string{"-h", "-help", "--help"}, arg) }

// A listedCheck is an element of the JSON that list prints.
type listedCheck struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Default bool   `json:"default"` // whether it is on
	Level   string `json:"level"`
	Since   string `json:"since"`
	Fixes   bool   `json:"fixes"`
	URL     string `json:"url"`
}

// list lists the checks.
func list(analyzers []*analysis.Analyzer, args []string, env Env) int {
	fs := flag.NewFlagSet("list", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	asJSON := fs.Bool("json", false, "")
	err := fs.Parse(args)
	switch {
	case err == nil && fs.NArg() > 0:
		err = fmt.Errorf("it takes no arguments: %s", fs.Arg(0))
	case err == nil && *asJSON:
		err = listJSON(env.out, describe(analyzers, env))
	case err == nil:
		listText(env.out, describe(analyzers, env))
	}
	if err != nil {
		env.err.Printf("gopitfalls list: %v; run 'gopitfalls help list'\n", err)
		return exitError
	}
	return exitClean
}

// describe returns what is to be listed of checks.
func describe(analyzers []*analysis.Analyzer, env Env) []listedCheck {
	chosen := make(map[string]*choice)
	for _, a := range analyzers {
		chosen[a.Name] = new(choice)
	}
	on := shownChecks(chosen, nil)
	var checks []listedCheck
	for _, a := range analyzers {
		title, _ := splitDoc(a)
		info := env.Info(a.Name)
		checks = append(checks, listedCheck{a.Name, title, on[a.Name], info.Level(""), info.Since, info.Fixes, a.URL})
	}
	return checks
}

func listJSON(w io.Writer, checks []listedCheck) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	return e.Encode(map[string][]listedCheck{"checks": checks})
}

func listText(p *show.Printer, checks []listedCheck) {
	rows := [][]string{{"CHECK", "DEFAULT", "LEVEL", "SINCE", "FIX", "WHAT IT DOES"}}
	for _, c := range checks {
		state, fix := "off", "no"
		if c.Default {
			state = "on"
		}
		if c.Fixes {
			fix = "yes"
		}
		rows = append(rows, []string{c.Name, state, c.Level, c.Since, fix, c.Title})
	}
	p.Columns(rows...)
}

// explain prints the pages of checks.
func explain(analyzers []*analysis.Analyzer, args []string, env Env) int {
	fs := flag.NewFlagSet("explain", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	markdown := fs.Bool("markdown", false, "")
	if err := fs.Parse(args); err != nil {
		env.err.Printf("gopitfalls explain: %v; run 'gopitfalls help explain'\n", err)
		return exitError
	}
	names := fs.Args()
	if len(names) == 0 {
		env.err.Println("gopitfalls explain: no check is named; run 'gopitfalls list'")
		return exitError
	}
	pages := make([]page, len(names))
	for i, name := range names {
		var err error
		if pages[i], err = findPage(analyzers, name); err != nil {
			env.err.Printf("gopitfalls explain: %v\n", err)
			return exitError
		}
	}
	p := newPrinter(env, new(options))
	for i, page := range pages {
		if i > 0 {
			p.stdout.Println("")
		}
		if *markdown {
			p.stdout.Data(page.markdown())
		} else {
			p.checkPage(page)
		}
	}
	return exitClean
}

// A page is the page of a check, or what it says of one category of findings.
type page struct {
	*analysis.Analyzer

	category string
}

// findPage returns the page of that name: a check, or check#category or check/category.
func findPage(analyzers []*analysis.Analyzer, name string) (page, error) {
	check, category, _ := strings.Cut(strings.Replace(name, "/", "#", 1), "#")
	var names []string
	for _, a := range analyzers {
		names = append(names, a.Name)
		if a.Name != check {
			continue
		}
		categories := checkdoc.Categories(a.Doc)
		if category != "" && !slices.Contains(categories, category) {
			return page{}, fmt.Errorf("%s has no category %s, but %s%s", check, category, strings.Join(categories, ", "), suggest.Similar(category, categories))
		}
		return page{a, category}, nil
	}
	return page{}, fmt.Errorf("no check is named %s; run 'gopitfalls list'%s", check, suggest.Similar(check, names))
}

// markdown returns what the page says, for programs that show it.
func (a page) markdown() []byte {
	_, body := splitDoc(a.Analyzer)
	if a.category != "" {
		body = checkdoc.Section(a.Doc, a.category)
	}
	printer := &comment.Printer{HeadingID: func(*comment.Heading) string { return "" }}
	return printer.Markdown(new(comment.Parser).Parse(body))
}

// checkPage prints the page of a check, for a terminal.
func (p *printer) checkPage(a page) {
	title, body := splitDoc(a.Analyzer)
	if a.category != "" {
		p.stdout.Printf("%s\n", p.Paint(text.Bold, a.Name+"#"+a.category))
		body = checkdoc.Section(a.Doc, a.category)
	} else {
		p.stdout.Printf("%s: %s\n", p.Paint(text.Bold, a.Name), title)
	}
	doc := new(comment.Parser).Parse(body)
	plain := &comment.Printer{TextWidth: 80}
	for _, block := range doc.Content {
		p.stdout.Println("")
		out := string(plain.Text(&comment.Doc{Content: []comment.Block{block}}))
		if _, ok := block.(*comment.Heading); ok {
			out = string(p.Paint(text.Bold, strings.TrimSpace(strings.TrimPrefix(out, "# ")))) + "\n"
		}
		p.stdout.Data([]byte(out))
	}
	if a.category != "" {
		p.stdout.Printf("\n%s: %s\n", p.Paint(text.Bold, "Level"), p.info(a.Name).Level(a.category))
		return
	}
	p.facts(a.Analyzer)
	if hasFlags(a.Analyzer) {
		p.stdout.Printf("\n%s\n", p.Paint(text.Bold, "Flags"))
		printFlags(p.stdout, &a.Flags, a.Name+".")
	}
}

// facts prints what is known of a check beside its documentation.
func (p *printer) facts(a *analysis.Analyzer) {
	info := p.info(a.Name)
	p.stdout.Printf("\n%s: %s", p.Paint(text.Bold, "Level"), info.Level(""))
	if len(info.Notes) > 0 {
		p.stdout.Printf(" (note: %s)", strings.Join(info.Notes, ", "))
	}
	if info.Since != "" {
		p.stdout.Printf(", since %s", info.Since)
	}
	if info.Fixes {
		p.stdout.Printf(", with suggested fixes")
	}
	p.stdout.Println("")
	if a.URL != "" {
		p.stdout.Println(a.URL)
	}
}
