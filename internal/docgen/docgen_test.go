package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
)

const root = "../.."

func TestFresh(t *testing.T) {
	files, err := generateIn(root)
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range files {
		got, err := os.ReadFile(filepath.Join(root, path))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run 'go generate ./internal/docgen'", path)
		}
	}
	gone, err := obsolete(root, files)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range gone {
		t.Errorf("%s is of no check: run 'go generate ./internal/docgen'", path)
	}
}

// The categories of findings are the headings of a check's documentation
// (package checktest sees to that), and links to a category go to an anchor of
// its page.
func TestAnchors(t *testing.T) {
	for _, a := range analyzers.All() {
		p, err := page(a)
		if err != nil {
			t.Errorf("%s: %v", a.Name, err)
			continue
		}
		n := 0
		anchors := anchors(string(p))
		for line := range strings.Lines(a.Doc) {
			heading, ok := strings.CutPrefix(line, "# ")
			if !ok {
				continue
			}
			n++
			category := strings.ToLower(strings.TrimSpace(heading))
			if !slices.Contains(anchors, category) {
				t.Errorf("the page of %s has no anchor #%s, only %q", a.Name, category, anchors)
			}
		}
		if n == 0 {
			t.Errorf("the documentation of %s has no heading, so its findings have no category", a.Name)
		}
	}
}

// anchors returns the anchors that GitHub gives to the headings of a page.
func anchors(page string) []string {
	var list []string
	fenced := false
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		level := len(line) - len(strings.TrimLeft(line, "#"))
		if fenced || level == 0 {
			continue
		}
		list = append(list, strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '-' || r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(line[level:])))
	}
	return list
}

func TestGenerate(t *testing.T) {
	a := &analysis.Analyzer{
		Name: "sample",
		Doc: `report a|b pairs

Text about [sync.WaitGroup] and a_b,
in two lines:

	wg.Wait()
	// forever

Usage:

	go vet -vettool=x ./...

# Blocking

It blocks.`,
	}
	a.Flags.Bool("strict", false, "report *more*")
	pages := map[string][]byte{
		"README.md": []byte("# Title\n\n<!-- checks:begin -->\nold\n<!-- checks:end -->\nrest\n"),
		"docs/ci.md": []byte("<!-- nogo:begin --><!-- nogo:end -->\n" +
			"<!-- notes:begin -->old<!-- notes:end --> is a note.\n<!-- notes:begin --><!-- notes:end -->\n"),
		"docs/usage.md": []byte("<!-- notes:begin --><!-- notes:end -->\n"),
	}
	info := func(string) checkdoc.Info { return checkdoc.Info{Note: true} }

	files, err := generate([]*analysis.Analyzer{a}, info, pages)
	if err != nil {
		t.Fatal(err)
	}
	const wantPage = "<!-- Generated from analyzers/sample/doc.go by go generate; do not edit. -->\n" + `
# sample

Report a|b pairs.

Text about [sync.WaitGroup](https://pkg.go.dev/sync#WaitGroup) and a\_b, in two lines:

` + "```go" + `
wg.Wait()
// forever
` + "```" + `

Usage:

` + "```" + `
go vet -vettool=x ./...
` + "```" + `

## Blocking

It blocks.

## Flags

| flag | default | meaning |
| --- | --- | --- |
| ` + "`-sample.strict` | `false`" + ` | report \*more\* |
`
	if got := string(files["docs/checks/sample.md"]); got != wantPage {
		t.Errorf("page:\n%s\nwant:\n%s", got, wantPage)
	}
	const wantReadme = `# Title

<!-- checks:begin -->

| check | what it does |
| --- | --- |
| [sample](docs/checks/sample.md) | report a\|b pairs |

<!-- checks:end -->
rest
`
	const wantCI = `<!-- nogo:begin -->
` + "```starlark" + `
load("@rules_go//go:def.bzl", "nogo")

nogo(
    name = "my_nogo", # for go_sdk.nogo in MODULE.bazel
    deps = ["@com_github_gopitfalls_gopitfalls//analyzers/" + check for check in [
        "sample",
    ]],
    visibility = ["//visibility:public"],
)
` + "```" + `
<!-- nogo:end -->
<!-- notes:begin -->` + "`sample`" + `<!-- notes:end --> is a note.
<!-- notes:begin -->` + "`sample`" + `<!-- notes:end -->
`
	for page, want := range map[string]string{
		"README.md": wantReadme, "docs/ci.md": wantCI, "docs/usage.md": "<!-- notes:begin -->`sample`<!-- notes:end -->\n",
	} {
		if got := string(files[page]); got != want {
			t.Errorf("%s:\n%s\nwant:\n%s", page, got, want)
		}
	}
	again, err := generate([]*analysis.Analyzer{a}, info, files)
	if err != nil || !bytes.Equal(again["docs/ci.md"], files["docs/ci.md"]) {
		t.Errorf("a second time: %v\n%s", err, again["docs/ci.md"])
	}
}

func TestGenerateErrors(t *testing.T) {
	const begin, end = "<!-- checks:begin -->", "<!-- checks:end -->"
	const notes = "<!-- notes:begin --><!-- notes:end -->"
	const readme = begin + end
	for _, tt := range []struct{ doc, readme, want string }{
		{"title", "# Title\n", `README.md has no "<!-- checks:begin -->"`},
		{"title", end + begin, `README.md has no "<!-- checks:end -->" behind`},
		{"title", readme + begin, `README.md has no "<!-- checks:end -->" behind`},
		{"title\n\n# Blocks on send\n\nText.", readme, `sample: heading "Blocks on send" is not a category`},
		{"title\n\n# Flags\n\nText.", readme, `sample: heading "Flags" would be the second anchor #flags`},
		{"title\n\n# Same\n\nText.\n\n# same\n\nText.", readme, `the second anchor #same`},
	} {
		_, err := generate([]*analysis.Analyzer{{Name: "sample", Doc: tt.doc}}, analyzers.Info, map[string][]byte{
			"README.md": []byte(tt.readme), "docs/usage.md": []byte(notes), "docs/ci.md": []byte(notes + "<!-- nogo:begin --><!-- nogo:end -->"),
		})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("doc %q, README %q: error %v, want %s", tt.doc, tt.readme, err, tt.want)
		}
	}
}
