// Package docs holds the pages of the manual, which the command prints as help.
package docs

import (
	"embed"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed *.md
var pages embed.FS

// Topics returns the names of the pages for users, in the order of the index.
func Topics() []string {
	return []string{"usage", "configuration", "editors", "ci", "scaling", "profiles", "inspect"}
}

// Page returns the page of a topic, as Markdown.
func Page(topic string) (text string, ok bool) {
	if !slices.Contains(Topics(), topic) {
		return "", false
	}
	data, err := pages.ReadFile(path.Base(topic) + ".md")
	text = comment.ReplaceAllString(string(data), "")
	return strings.TrimSpace(text) + "\n", err == nil
}

// comment is what marks parts of pages that are generated.
var comment = regexp.MustCompile(`<!-- \S+ -->\n?`)
