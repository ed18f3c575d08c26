// Package checkdoc reads what is known of a check from its doc.go: the one
// text from which its help, its page in docs/checks and its entry on
// pkg.go.dev come.
//
// The text is the part of the package comment under the heading
// "# Analyzer NAME", as in golang.org/x/tools/go/analysis/passes. Its first
// line is "NAME: title".
package checkdoc

import (
	"fmt"
	"strings"
)

// URL returns the address of a check's page. A diagnostic's category is an
// anchor in it.
func URL(check string) string {
	return "https://github.com/gopitfalls/gopitfalls/blob/main/docs/checks/" + check + ".md"
}

// Must returns the documentation of a check, title first, in the form that
// analysis.Analyzer.Doc wants. It panics if src, the text of the check's
// doc.go, has none.
func Must(check, src string) string {
	doc, err := extract(check, src)
	if err != nil {
		panic(fmt.Sprintf("documentation of %s: %v", check, err))
	}
	return doc
}

// Categories returns the categories of a check's findings: the headings of its
// documentation, as [Must] returns it, in lower case.
func Categories(doc string) []string {
	var list []string
	for line := range strings.Lines(doc) {
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			list = append(list, strings.ToLower(strings.TrimSpace(heading)))
		}
	}
	return list
}

// Section returns what a documentation says of a category, or of none before the first one.
func Section(doc, category string) string {
	var lines []string
	_, body, _ := strings.Cut(doc, "\n\n")
	current := ""
	for line := range strings.Lines(body) {
		if heading, ok := strings.CutPrefix(line, "# "); ok {
			current = strings.ToLower(strings.TrimSpace(heading))
		} else if current == category {
			lines = append(lines, line)
		}
	}
	return strings.TrimSpace(strings.Join(lines, ""))
}

// extract reads the comment itself: each process starts with that for each check, and a
// parser takes ten times as long.
func extract(check, src string) (string, error) {
	var text strings.Builder
	for line := range strings.Lines(src) {
		comment, ok := strings.CutPrefix(line, "//")
		if !ok {
			if strings.HasPrefix(line, "package ") {
				break
			}
			text.Reset() // it belongs to nothing
			continue
		}
		text.WriteString(strings.TrimPrefix(comment, " "))
	}
	if text.Len() == 0 {
		return "", fmt.Errorf("no package comment")
	}
	_, body, ok := strings.Cut(text.String(), "# Analyzer "+check+"\n\n")
	if !ok {
		return "", fmt.Errorf("no heading %q", "# Analyzer "+check)
	}
	doc, ok := strings.CutPrefix(body, check+": ")
	if !ok {
		return "", fmt.Errorf("the text does not start with %q", check+": ")
	}
	return strings.TrimSpace(doc), nil
}
