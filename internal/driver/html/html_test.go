package html

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/internal/checkdoc"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
)

// hostile is text that means something to a browser.
const hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)> \"'&amp; \u2028 \x1b[31m <!--"

func write(t *testing.T, r Report) string {
	t.Helper()
	var buf bytes.Buffer
	r.Info = func(string) checkdoc.Info { return checkdoc.Info{} }
	if err := Write(&buf, r); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

// TestEscaped puts hostile text wherever it may come from, into a page that is the same but
// for it. internal/integration/browser opens such pages.
func TestEscaped(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "p.go")
	if err := os.WriteFile(file, []byte("package p // "+hostile+"\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	with := func(text string) string {
		return write(t, Report{Version: text, Root: dir, Errors: []string{text}, Findings: []Finding{{Check: text, Package: text, Diagnostic: wire.Diagnostic{
			Category: text, Level: text, Posn: file + ":1:1", Message: text + "; " + text, Function: text, URL: text,
			Related: []wire.Related{{Posn: text + ":1:1", Message: text}},
			Trace:   []wire.Step{{Goroutine: text, Posn: file + ":1:1", Message: text, Kind: text, To: text + text}},
		}}}})
	}
	tags := regexp.MustCompile(`<[a-zA-Z!/][^>]*>`)
	count := func(page string) int { return len(tags.FindAllString(page, -1)) }
	plain, page := with("text"), with(hostile)
	if got, want := count(page), count(plain); got != want {
		t.Errorf("%d tags, want %d", got, want)
	}
	var found []finding
	_, rest, _ := strings.Cut(page, `<script type="application/json" id="data">`)
	text, _, _ := strings.Cut(rest, "</script>")
	if err := json.Unmarshal([]byte(text), &found); err != nil || len(found) != 1 || found[0].Check != hostile {
		t.Errorf("the data: %v, %v", err, found)
	}
}

// TestSelfContained wants a page that asks for nothing and whose policy lets its own script
// and style pass.
func TestSelfContained(t *testing.T) {
	page := write(t, Report{})
	for _, tag := range []string{"<link", "<img", "<iframe", "src=", "url(", "@import"} {
		if strings.Contains(page, tag) {
			t.Errorf("the page has %s", tag)
		}
	}
	for _, text := range []string{"style-src &#39;" + strings.ReplaceAll(hash(style), "+", "&#43;"), "script-src &#39;" + strings.ReplaceAll(hash(script), "+", "&#43;"), "<style>" + style, "<script>" + script} {
		if !strings.Contains(page, text) {
			t.Errorf("no %.60s in the page", text)
		}
	}
}

// TestTopics has the explanations of the categories that are found.
func TestTopics(t *testing.T) {
	a := &analysis.Analyzer{Name: "first", Doc: "report firsts\n\nAll.\n\n# One\n\nOnes, if a < b.\n\n# Two\n\nTwos."}
	page := write(t, Report{Checks: []*analysis.Analyzer{a}, Findings: []Finding{{Check: "first", Diagnostic: wire.Diagnostic{Category: "one", Posn: "/a/x.go:1:1"}}}})
	if !strings.Contains(page, "<template id=\"topic-first#one\"><p>Ones, if a &lt; b.\n</template>") || strings.Contains(page, "Twos") {
		t.Errorf("the explanations are others: %s", page)
	}
}
