package distribution

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReviewdog runs the line of docs/ci.md, with a reporter that needs no service, on a
// repository with two modules in which findings have been added.
func TestReviewdog(t *testing.T) {
	bin := t.TempDir()
	for _, build := range []struct{ dir, pkg string }{
		{root(t), "./cmd/gopitfalls"},
		{".", "github.com/reviewdog/reviewdog/cmd/reviewdog"},
	} {
		if r := run(t, build.dir, nil, "go", "build", "-buildvcs=false", "-o", bin, build.pkg); r.status != 0 {
			t.Fatalf("building %s: %s", build.pkg, r.stderr)
		}
	}
	env := []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")}

	dir := t.TempDir()
	writeModule(t, dir, "sample.go", "package sample\n\n"+old)
	writeModule(t, filepath.Join(dir, "sub"), "sample.go", "package sample\n\n"+old)
	commit := `git init -q && git add -A &&
		git -c user.name=test -c user.email=test@localhost -c commit.gpgsign=false commit -q --no-verify -m old`
	if r := bash(t, dir, env, commit); r.status != 0 {
		t.Fatal(r.stderr)
	}
	writeModule(t, dir, "sample.go", findings+"\n"+old)
	writeModule(t, filepath.Join(dir, "sub"), "sample.go", findings+"\n"+old)

	command := strings.TrimSpace(readme(t, "| reviewdog "))
	local := strings.Replace(command, "-reporter=github-pr-review", `-reporter=rdjson -diff="git diff"`, 1)
	if local == command {
		t.Fatalf("no reporter in %s", command)
	}
	gopitfalls, _, _ := strings.Cut(local, " | ")
	for want, command := range map[string]string{
		"sample.go":     local,
		"sub/sample.go": strings.Replace(local, gopitfalls, "(cd sub && "+gopitfalls+")", 1),
	} {
		r := bash(t, dir, env, "set +o pipefail\n"+command)
		if r.status != 0 {
			t.Fatalf("%s: %s", command, r.stderr)
		}
		checkComments(t, command, r.stdout, want)
	}
}

// old is a function with a finding that is no news.
const old = `func old(ch chan int) {
	var done chan bool
	done <- true
}
`

// checkComments checks that reviewdog, as it prints in its own format, comments on one
// finding, that of [findings].
func checkComments(t *testing.T, command, out, file string) {
	t.Helper()
	var comments struct {
		Diagnostics []struct {
			Message, Severity string
			Location          struct {
				Path  string
				Range struct{ Start struct{ Line, Column int } }
			}
			Code struct{ Value, URL string }
		}
	}
	if err := json.Unmarshal([]byte(out), &comments); err != nil {
		t.Fatalf("%s: %v in %s", command, err, out)
	}
	if len(comments.Diagnostics) != 1 {
		t.Fatalf("%s: want one comment\n%s", command, out)
	}
	d := comments.Diagnostics[0]
	at := d.Location.Range.Start
	if d.Location.Path != file || at.Line != 11 || at.Column != 10 ||
		d.Severity != "WARNING" || d.Code.Value != "connfile" || !strings.HasSuffix(d.Code.URL, "/connfile.md") ||
		!strings.Contains(finding, d.Message) {
		t.Errorf("%s: want the finding in %s\n%s", command, file, out)
	}
}
