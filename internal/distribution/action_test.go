package distribution

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The other actions that ours uses.
const (
	cacheRestore = "actions/cache/restore"
	cacheSave    = "actions/cache/save"
	upload       = "github/codeql-action/upload-sarif"
)

func TestActionFindings(t *testing.T) {
	j := newJob(t, t.TempDir())
	writeModule(t, j.workspace, "sample.go", findings)
	m := regexp.MustCompile(`^(.*):(\d+):(\d+): (.*) \((.*)\)$`).FindStringSubmatch(finding)
	want := annotation{file: m[1], message: m[4], code: m[5], line: 11, column: 10}

	// The steps of -trace and the source that -c shows are no annotations.
	outputs := j.use(t, map[string]string{"args": "-trace\n-c 3"})
	if j.status != 1 || outputs["exit-status"] != "1" || outputs["sarif"] != "" {
		t.Errorf("status %d, outputs %q\n%s", j.status, outputs, j.log)
	}
	if got := j.annotations(t); len(got) != 1 || got[0] != want {
		t.Errorf("annotations %v, want %v\n%s", got, want, j.log)
	}
	for _, line := range []string{"  6  f, err := conn.File()\n", "\n11\t\tprintln(", "\n1 finding (connfile 1)\n"} {
		if !strings.Contains(j.log, line) {
			t.Errorf("no %q in the log:\n%s", line, j.log)
		}
	}
	if !regexp.MustCompile(`(?m)^gopitfalls took \d+ s; build cache: new, there was none to restore, now \S+$`).MatchString(j.log) {
		t.Errorf("neither time nor cache are in the log:\n%s", j.log)
	}
	if j.used[cacheRestore]["path"] != environ(t, "GOCACHE") || len(j.used[cacheSave]) == 0 {
		t.Errorf("build cache: %q", j.used)
	}
	if _, ok := j.used[upload]; ok {
		t.Error("something is uploaded")
	}

	outputs = j.use(t, map[string]string{"fail-on-findings": "false", "sarif": "true", "cache": "false"})
	if j.status != 0 || outputs["exit-status"] != "1" {
		t.Errorf("fail-on-findings=false: status %d, outputs %q\n%s", j.status, outputs, j.log)
	}
	if got := j.annotations(t); len(got) != 1 {
		t.Errorf("annotations %v, want one", got)
	}
	if !strings.Contains(j.log, " s; build cache: not kept, now ") {
		t.Errorf("the log does not say that the cache is not kept:\n%s", j.log)
	}
	if j.used[upload]["sarif_file"] != outputs["sarif"] || len(j.used) != 1 {
		t.Errorf("sarif=true: %q, outputs %q", j.used, outputs)
	}
	if got := uris(t, outputs["sarif"]); got != "sample.go" {
		t.Errorf("SARIF about %q", got)
	}
}

// uris returns what the results of a SARIF log are about.
func uris(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Runs []struct {
			Results []struct {
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
		}
	}
	if err := json.Unmarshal(text, &log); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var uris []string
	for _, r := range log.Runs[0].Results {
		uris = append(uris, r.Locations[0].PhysicalLocation.ArtifactLocation.URI)
	}
	return strings.Join(uris, " ")
}

// TestActionFolder analyses a module in a folder of the repository.
func TestActionFolder(t *testing.T) {
	temp := t.TempDir()
	for _, dir := range []string{"./", "", "sub", "./a & b/"} {
		j := newJob(t, temp)
		clean := filepath.Clean(dir)
		writeModule(t, filepath.Join(j.workspace, clean), "sample.go", findings, "ok/ok.go", "package ok\n")
		if r := run(t, j.workspace, nil, "git", "init", "-q"); r.status != 0 {
			t.Fatal(r.stderr)
		}
		outputs := j.use(t, map[string]string{"working-directory": dir, "packages": ". ./ok", "sarif": "log.sarif"})
		if got, want := j.annotations(t), filepath.Join(clean, "sample.go"); len(got) != 1 || got[0].file != want || j.status != 1 {
			t.Errorf("%s: annotations %v, want one in %s; status %d\n%s", dir, got, want, j.status, j.log)
		}
		if want := filepath.Join(j.workspace, "log.sarif"); outputs["sarif"] != want {
			t.Errorf("%s: outputs %q, want %s", dir, outputs, want)
		}
		if got := uris(t, outputs["sarif"]); got != strings.ReplaceAll(filepath.Join(clean, "sample.go"), " ", "%20") {
			t.Errorf("%s: SARIF about %q", dir, got)
		}
		if key := j.used[cacheRestore]["key"]; strings.ContainsAny(key, ", /&") {
			t.Errorf("%s: key of the cache %q", dir, key)
		}
		if _, ok := j.used[upload]; ok {
			t.Errorf("%s: the log is uploaded", dir)
		}
	}
}

// TestActionClean analyses a module without findings, in a job that builds for another
// system.
func TestActionClean(t *testing.T) {
	j := newJob(t, t.TempDir(), "GOOS=windows", "GOARCH=arm64", "GOFLAGS=-mod=vendor")
	writeModule(t, j.workspace, "ok.go", "package ok\n")
	outputs := j.use(t, nil)
	if j.status != 0 || outputs["exit-status"] != "0" || len(j.annotations(t)) > 0 {
		t.Errorf("status %d, outputs %q\n%s", j.status, outputs, j.log)
	}
}

// TestActionErrors checks that what cannot be analysed fails, whatever the inputs.
func TestActionErrors(t *testing.T) {
	temp := t.TempDir()
	j := newJob(t, temp)
	writeModule(t, j.workspace, "sample.go", findings, "broken/broken.go", "package broken\n\nvar x int = \"\"\n")
	outputs := j.use(t, map[string]string{"fail-on-findings": "false", "sarif": "true"})
	if j.status != 2 || outputs["exit-status"] != "2" {
		t.Errorf("status %d, outputs %q\n%s", j.status, outputs, j.log)
	}
	if got := uris(t, outputs["sarif"]); got != "sample.go" || j.used[upload] == nil {
		t.Errorf("SARIF about %q, uploaded: %q", got, j.used[upload])
	}

	// Without a log nothing is uploaded.
	outputs = j.use(t, map[string]string{"args": "-nosuch", "fail-on-findings": "false", "sarif": "true"})
	if j.status != 2 || outputs["sarif"] != "" || j.used[upload] != nil {
		t.Errorf("-nosuch: status %d, outputs %q, uploaded: %q\n%s", j.status, outputs, j.used[upload], j.log)
	}

	j.use(t, map[string]string{"fail-on-findings": "false", "sarif": "no/such/folder/log.sarif"})
	if want := "no/such/folder/log.sarif: No such file or directory"; j.status == 0 || !strings.Contains(j.log, want) {
		t.Errorf("status %d, want not 0 and %q\n%s", j.status, want, j.log)
	}
}

// TestActionInjection checks that inputs are words, not code. A folder of such a name the
// runner does not find.
func TestActionInjection(t *testing.T) {
	j := newJob(t, t.TempDir())
	writeModule(t, j.workspace, "ok.go", "package ok\n")
	try := func(format string, names ...string) {
		t.Helper()
		inputs := make(map[string]string)
		for _, name := range names {
			inputs[name] = fmt.Sprintf(format, filepath.Join(j.temp, "touched-"+name))
		}
		j.use(t, inputs)
		if touched, _ := filepath.Glob(filepath.Join(j.temp, "touched-*")); len(touched) > 0 {
			t.Fatalf("%s is code: %s exists\n%s", format, touched, j.log)
		}
	}
	names := slices.Collect(maps.Keys(j.Inputs))
	names = slices.DeleteFunc(names, func(name string) bool { return name == "working-directory" || name == "version" })
	for _, format := range []string{"$(touch %s)", "`touch %s`", "; touch %s;", "\ntouch %s\n", "'\"; touch %s; \""} {
		try(format, names...)
		try(format, "version")
	}
}

// TestActionVersion installs another version than that of the action.
func TestActionVersion(t *testing.T) {
	j := newJob(t, t.TempDir(), proxy(t)...)
	writeModule(t, j.workspace, "ok.go", "package ok\n")
	j.use(t, map[string]string{"version": "latest"})
	if j.status != 0 {
		t.Fatalf("status %d\n%s", j.status, j.log)
	}
	r := run(t, j.workspace, nil, filepath.Join(j.temp, "gopitfalls", "gopitfalls"), "-version")
	if !strings.HasPrefix(r.stdout, "gopitfalls "+version+" (go") {
		t.Errorf("gopitfalls -version: %q", r.stdout)
	}
}

// TestActionCommands checks that what stands in the code is no command: neither names nor
// the lines of a diff, which are printed as they are.
func TestActionCommands(t *testing.T) {
	j := newJob(t, t.TempDir())
	hostile := strings.Replace(findings, "println(", "//line ::error::x.go:1\n\tprintln(", 1) +
		"\nvar _ = `\n::remove-matcher owner=gopitfalls::\n::add-mask::1`\n"
	writeModule(t, j.workspace, "sample.go", hostile)
	for _, args := range []string{"-c 20", "-diff", "-json"} {
		j.use(t, map[string]string{"args": args, "sarif": strconv.FormatBool(args == "-c 20")})
		var commands commands
		for line := range strings.Lines(j.log) {
			switch command := commands.next(strings.TrimSuffix(line, "\n")); {
			case command == "", strings.HasPrefix(command, "::stop-commands::"), strings.HasPrefix(command, "::add-matcher::"),
				command == "::remove-matcher owner=gopitfalls::", command == "::group::SARIF", command == "::endgroup::":
			default:
				t.Errorf("%s: a command: %s", args, command)
			}
		}
		if j.status != 1 {
			t.Errorf("%s: status %d\n%s", args, j.status, j.log)
		}
		j.annotations(t)
	}
}
