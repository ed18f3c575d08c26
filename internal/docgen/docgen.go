package main

import (
	"bytes"
	"flag"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
)

// lists are the pages that have lists of checks, and the names of these.
var lists = map[string][]string{
	"README.md":     {"checks"},
	"docs/usage.md": {"notes"},
	"docs/ci.md":    {"nogo", "notes"},
}

func pagePath(check string) string { return path.Join("docs/checks", check+".md") }

// nameOf is the inverse of pagePath.
func nameOf(page string) string { return strings.TrimSuffix(filepath.Base(page), ".md") }

// generate returns the page of each analyzer and the pages that have [lists], with new ones, by
// path in the repository.
func generate(analyzers []*analysis.Analyzer, info func(check string) checkdoc.Info, pages map[string][]byte) (map[string][]byte, error) {
	files := make(map[string][]byte)
	for _, a := range analyzers {
		p, err := page(a)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", a.Name, err)
		}
		files[pagePath(a.Name)] = p
	}
	texts := map[string]string{
		"checks": "\n\n" + string(table(analyzers)) + "\n",
		"nogo":   "\n" + nogo(analyzers),
		"notes":  notes(analyzers, info),
	}
	for page, names := range lists {
		text := pages[page]
		for _, name := range names {
			var err error
			if text, err = replace(text, name, texts[name]); err != nil {
				return nil, fmt.Errorf("%s %w", page, err)
			}
		}
		files[page] = text
	}
	return files, nil
}

// page returns the page of a check. Each heading of its documentation is a
// category of findings.
func page(a *analysis.Analyzer) ([]byte, error) {
	title, body := cutTitle(a)
	doc := new(comment.Parser).Parse(body)
	if err := checkHeadings(a.Name, doc); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	fmt.Fprintf(&out, "<!-- Generated from analyzers/%s/doc.go by go generate; do not edit. -->\n\n", a.Name)
	fmt.Fprintf(&out, "# %s\n\n", a.Name)
	out.Write(markdown(new(comment.Parser).Parse(sentence(title))))
	for _, block := range doc.Content {
		out.WriteByte('\n')
		if code, ok := block.(*comment.Code); ok {
			writeFence(&out, code.Text)
			continue
		}
		out.Write(markdown(&comment.Doc{Content: []comment.Block{block}, Links: doc.Links}))
	}
	writeFlags(&out, a)
	return out.Bytes(), nil
}

// checkHeadings returns an error if a heading would not be the anchor that
// findings of its category link to.
func checkHeadings(check string, doc *comment.Doc) error {
	taken := map[string]bool{check: true, "flags": true}
	for _, block := range doc.Content {
		h, ok := block.(*comment.Heading)
		if !ok {
			continue
		}
		text := string(bytes.TrimSpace(markdown(&comment.Doc{Content: []comment.Block{&comment.Paragraph{Text: h.Text}}})))
		anchor := strings.ToLower(text)
		if strings.ContainsFunc(anchor, func(r rune) bool { return !unicode.IsLower(r) }) {
			return fmt.Errorf("heading %q is not a category: one word of letters", text)
		}
		if taken[anchor] {
			return fmt.Errorf("heading %q would be the second anchor #%s of the page", text, anchor)
		}
		taken[anchor] = true
	}
	return nil
}

// markdown prints a doc comment with headings of the second level, whose
// anchors it leaves to GitHub.
func markdown(doc *comment.Doc) []byte {
	p := &comment.Printer{
		HeadingLevel:   2,
		HeadingID:      func(*comment.Heading) string { return "" },
		DocLinkBaseURL: "https://pkg.go.dev",
	}
	return p.Markdown(doc)
}

// writeFence writes a code block, which [comment.Printer] would only indent, so
// that Go is colored as such.
func writeFence(out *bytes.Buffer, code string) {
	language := ""
	if isGo(code) {
		language = "go"
	}
	fmt.Fprintf(out, "```%s\n%s```\n", language, code)
}

// isGo reports whether code is a list of declarations or of statements.
func isGo(code string) bool {
	for _, src := range []string{code, "package p\n" + code, "package p\nfunc _() {\n" + code + "\n}"} {
		if _, err := parser.ParseFile(token.NewFileSet(), "", src, parser.SkipObjectResolution); err == nil {
			return true
		}
	}
	return false
}

// writeFlags writes the table of the check's own flags. The name of the check
// stands before each, as on the command line of a driver of many checks.
func writeFlags(out *bytes.Buffer, a *analysis.Analyzer) {
	first := true
	a.Flags.VisitAll(func(f *flag.Flag) {
		if first {
			out.WriteString("\n## Flags\n\n| flag | default | meaning |\n| --- | --- | --- |\n")
			first = false
		}
		_, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(out, "| `-%s.%s` | `%s` | %s |\n", a.Name, f.Name, f.DefValue, cell(usage))
	})
}

// table returns the table of all checks: names, which are links, and titles.
func table(analyzers []*analysis.Analyzer) []byte {
	var out bytes.Buffer
	out.WriteString("| check | what it does |\n| --- | --- |\n")
	for _, a := range analyzers {
		title, _ := cutTitle(a)
		fmt.Fprintf(&out, "| [%s](%s) | %s |\n", a.Name, pagePath(a.Name), cell(title))
	}
	return out.Bytes()
}

// nogo returns the rule that runs all checks in Bazel.
func nogo(analyzers []*analysis.Analyzer) string {
	var list strings.Builder
	for _, a := range analyzers {
		fmt.Fprintf(&list, "        %q,\n", a.Name)
	}
	return fmt.Sprintf("```starlark\n"+`load("@rules_go//go:def.bzl", "nogo")

nogo(
    name = "my_nogo", # for go_sdk.nogo in MODULE.bazel
    deps = ["@com_github_gopitfalls_gopitfalls//analyzers/" + check for check in [
%s    ]],
    visibility = ["//visibility:public"],
)
`+"```\n", list.String())
}

// notes lists the checks whose findings are notes, as a part of a sentence.
func notes(analyzers []*analysis.Analyzer, info func(string) checkdoc.Info) string {
	var names []string
	for _, a := range analyzers {
		if info(a.Name).Note {
			names = append(names, "`"+a.Name+"`")
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// replace replaces what stands between the markers of a name, once or more often.
func replace(text []byte, name, with string) ([]byte, error) {
	begin, end := "<!-- "+name+":begin -->", "<!-- "+name+":end -->"
	var out []byte
	before, rest, ok := bytes.Cut(text, []byte(begin))
	if !ok {
		return nil, fmt.Errorf("has no %q", begin)
	}
	for ok {
		_, after, ended := bytes.Cut(rest, []byte(end))
		if !ended {
			return nil, fmt.Errorf("has no %q behind %q", end, begin)
		}
		out = append(out, slices.Concat(before, []byte(begin), []byte(with), []byte(end))...)
		before, rest, ok = bytes.Cut(after, []byte(begin))
	}
	return append(out, before...), nil
}

// cutTitle splits the documentation of a check behind its first paragraph.
func cutTitle(a *analysis.Analyzer) (title, body string) {
	title, body, _ = strings.Cut(a.Doc, "\n\n")
	return title, body
}

// sentence makes a title a sentence.
func sentence(title string) string {
	r, n := utf8.DecodeRuneInString(title)
	return string(unicode.ToUpper(r)) + title[n:] + "."
}

// cell returns text as a cell of a Markdown table.
func cell(text string) string {
	md := markdown(new(comment.Parser).Parse(text))
	return strings.ReplaceAll(string(bytes.TrimSpace(md)), "|", `\|`)
}
