package checktest

import (
	"fmt"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	honnef "honnef.co/go/tools/analysis/report"
)

// runShort is [Run] for -short: the standard library comes from export data, which is
// most of the work that is saved, so there are no facts about it; a package and its tests
// are one; and of "want" comments those about diagnostics count.
func runShort(t *testing.T, a *analysis.Analyzer, patterns []string) {
	t.Helper()
	for _, act := range Analyze(t, a, Packages(t, patterns...)...) {
		compareWants(t, act)
		compareAlso(t, act)
		for _, d := range act.Diagnostics {
			checkForm(t, a, d)
		}
	}
}

// compareWants compares diagnostics with "want" comments.
func compareWants(t *testing.T, act *checker.Action) {
	t.Helper()
	want := wants(t, act.Package)
	for _, d := range act.Diagnostics {
		p := honnef.DisplayPosition(act.Package.Fset, d.Pos)
		at := fmt.Sprintf("%s:%d", p.Filename, p.Line)
		i := slices.IndexFunc(want[at], func(rx *regexp.Regexp) bool { return rx.MatchString(d.Message) })
		if i < 0 {
			t.Errorf("%v: unexpected: %s", p, d.Message)
		} else {
			want[at] = slices.Delete(want[at], i, i+1)
		}
	}
	for at, list := range want {
		for _, rx := range list {
			t.Errorf("%s: nothing that matches %#q", at, rx)
		}
	}
}

var (
	wantComment = regexp.MustCompile(`(?:^//|^/\*|// ?)\s*want (\+\d+ )?(.*)`)
	wantItem    = regexp.MustCompile("(\\w+:)?(`[^`]*`|\"(?:[^\"\\\\]|\\\\.)*\")")
)

// wants returns what is expected of the lines of a package, "file:line".
func wants(t *testing.T, pkg *packages.Package) map[string][]*regexp.Regexp {
	t.Helper()
	want := make(map[string][]*regexp.Regexp)
	add := func(pos token.Pos, text string) {
		m := wantComment.FindStringSubmatch(text)
		if m == nil {
			return
		}
		p := honnef.DisplayPosition(pkg.Fset, pos)
		delta, _ := strconv.Atoi(strings.TrimSpace(m[1])) // 0 if there is none
		at := fmt.Sprintf("%s:%d", p.Filename, p.Line+delta)
		for _, item := range wantItem.FindAllStringSubmatch(m[2], -1) {
			if item[1] != "" {
				continue // a fact
			}
			pattern, err := strconv.Unquote(item[2])
			if err != nil {
				t.Fatalf("%s: %v", at, err)
			}
			want[at] = append(want[at], regexp.MustCompile(pattern))
		}
	}
	for _, file := range pkg.Syntax {
		for _, group := range file.Comments {
			for _, c := range group.List {
				add(c.Pos(), c.Text)
			}
		}
	}
	return want
}
