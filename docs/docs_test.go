package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestIndex looks for each page in the index, and for each topic among the pages.
func TestIndex(t *testing.T) {
	index, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	names, err := fs.Glob(pages, "*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name != "README.md" && !strings.Contains(string(index), "]("+name+")") {
			t.Errorf("%s is not in docs/README.md", name)
		}
	}
	for _, topic := range Topics() {
		if text, ok := Page(topic); !ok || !strings.HasPrefix(text, "# ") || strings.Contains(text, "<!--") {
			t.Errorf("no page %s", topic)
		}
	}
	if _, ok := Page("README"); ok {
		t.Error("README is a topic")
	}
}

// TestLinks follows links to files, from the pages and from README.md.
func TestLinks(t *testing.T) {
	names, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)
	for _, name := range append(names, "../README.md", "../CONTRIBUTING.md", "../ARCHITECTURE.md", "../SECURITY.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s: there is no %s", name, m[1])
			}
		}
	}
}
