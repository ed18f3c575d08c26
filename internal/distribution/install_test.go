package distribution

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// proxy returns variables for the go command: a proxy that has the work tree, caches of
// the test's own, and the modules that are on this machine already.
func proxy(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	if err := WriteProxy(dir, root(t), version); err != nil {
		t.Fatal(err)
	}
	gopath := t.TempDir()
	downloads := filepath.Join(environ(t, "GOMODCACHE"), "cache", "download")
	return []string{
		"GOPROXY=" + strings.Join([]string{fileURL(dir), fileURL(downloads), environ(t, "GOPROXY")}, ","),
		"GOSUMDB=off", // it does not know our version, and the others are in go.sum of the root
		"GOPATH=" + gopath,
		"GOMODCACHE=" + filepath.Join(gopath, "pkg", "mod"),
		"GOBIN=" + filepath.Join(gopath, "bin"),
		"PATH=" + filepath.Join(gopath, "bin") + string(os.PathListSeparator) + os.Getenv("PATH"),
		"GOFLAGS=-modcacherw -trimpath", // can be removed, and compiled once wherever it lies
		"GOTOOLCHAIN=local",
		"GOWORK=off",
	}
}

func fileURL(dir string) string { return "file://" + filepath.ToSlash(dir) }

// TestZip checks what is in the module.
func TestZip(t *testing.T) {
	dir := t.TempDir()
	if err := WriteProxy(dir, root(t), version); err != nil {
		t.Fatal(err)
	}
	m := module.Version{Path: Module, Version: version}
	checked, err := zip.CheckZip(m, filepath.Join(dir, Module, "@v", version+".zip"))
	if err == nil {
		err = checked.Err()
	}
	if err != nil {
		t.Fatal(err)
	}
	has := make(map[string]bool)
	for _, name := range checked.Valid {
		has[strings.TrimPrefix(name, m.String()+"/")] = true
	}
	for name, want := range map[string]bool{
		"go.mod":                         true,
		"LICENSE":                        true,
		"action.yml":                     true,
		"cmd/gopitfalls/main.go":         true,
		"gclplugin/gclplugin.go":         true,
		"tools/go.mod":                   false,
		"lsp/go.mod":                     false,
		"gclplugin/golangci-lint/go.mod": false,
		"internal/distribution/go.mod":   false,
	} {
		if _, err := os.Stat(filepath.Join(root(t), name)); err != nil {
			t.Fatal(err)
		}
		if has[name] != want {
			t.Errorf("%s in the module: %v, want %v", name, has[name], want)
		}
	}
	t.Logf("%d files", len(checked.Valid))
}

// TestInstall runs what the manual says of installing, from a proxy, in a module that
// does not yet know of us.
func TestInstall(t *testing.T) {
	env := proxy(t)
	dir := t.TempDir()
	writeModule(t, dir, "sample.go", findings)

	var commands []string
	for _, text := range []string{"go install ", "go get -tool ", "go run " + Module} {
		commands = append(commands, strings.Split(strings.TrimSpace(readme(t, text)), "\n")...)
	}
	commands = append(commands, "gopitfalls ./...", line(t, readme(t, "-vettool=$(which"), "go vet"))
	analyses := 0
	for _, command := range commands {
		command, _, _ = strings.Cut(command, " #")
		r := bash(t, dir, env, command)
		if !strings.Contains(command, "./...") {
			if r.status != 0 {
				t.Fatalf("%s: status %d\n%s", command, r.status, r.stderr)
			}
			continue
		}
		analyses++
		// go vet prints findings to standard error, and go run has a last word.
		if out := r.stdout + r.stderr; r.status != 1 || !strings.Contains(out, strings.TrimSuffix(finding, " (connfile)")) {
			t.Errorf("%s: status %d\n%s", command, r.status, out)
		}
	}
	if want := 5; analyses != want {
		t.Errorf("%d commands analyse something, want %d: %q", analyses, want, commands)
	}

	if r := bash(t, dir, env, "gopitfalls -version"); !strings.HasPrefix(r.stdout, "gopitfalls "+version+" (go") {
		t.Errorf("gopitfalls -version: %q", r.stdout)
	}
	gomod, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"tool " + Module + "/cmd/gopitfalls\n", Module + " " + version + " // indirect\n"} {
		if !strings.Contains(string(gomod), want) {
			t.Errorf("no %q in go.mod:\n%s", want, gomod)
		}
	}
}

// TestServer installs the language server as docs/editors.md says, and starts it as editors do.
func TestServer(t *testing.T) {
	env := proxy(t)
	dir := t.TempDir()
	for command := range strings.Lines(page(t, []string{"docs/editors.md"}, "go install ")) {
		if r := bash(t, dir, env, command); r.status != 0 {
			t.Fatalf("%s: %s", command, r.stderr)
		}
	}
	if r := bash(t, dir, env, "gopitfalls lsp -version"); r.stdout != "gopitfalls-lsp "+version+"\n" {
		t.Errorf("gopitfalls lsp -version: %q %s", r.stdout, r.stderr)
	}
	// Without the server the command tells how it is had, by a line that we have just run.
	r := bash(t, dir, env, `rm "$GOBIN/gopitfalls-lsp"; gopitfalls lsp`)
	install := line(t, page(t, []string{"docs/editors.md"}, "gopitfalls-lsp@"), "go install "+Module+"/lsp/")
	if r.status != 2 || !strings.Contains(r.stderr, install) {
		t.Errorf("status %d, %q, want %q", r.status, r.stderr, install)
	}
}

// TestPlugin does with the version of .custom-gcl.yml in docs/ci.md what "golangci-lint
// custom" does with it: get the module, import the package.
func TestPlugin(t *testing.T) {
	var config struct {
		Plugins []struct{ Module, Import, Version string }
	}
	if err := yaml.Unmarshal([]byte(readme(t, "# .custom-gcl.yml\n")), &config); err != nil || len(config.Plugins) != 1 {
		t.Fatalf("%+v: %v", config, err)
	}
	p := config.Plugins[0]
	env := proxy(t)
	dir := t.TempDir()
	writeModule(t, dir, "main.go", fmt.Sprintf("package main\n\nimport _ %q\n\nfunc main() {}\n", p.Import))
	for _, args := range [][]string{{"get", p.Module + "@" + p.Version}, {"mod", "tidy"}, {"build", "-o", os.DevNull}} {
		if r := run(t, dir, env, "go", args...); r.status != 0 {
			t.Fatalf("go %s: %s", args, r.stderr)
		}
	}
}

// line returns the line of a text that starts so.
func line(t *testing.T, text, start string) string {
	t.Helper()
	for line := range strings.SplitSeq(text, "\n") {
		if strings.HasPrefix(line, start) {
			return line
		}
	}
	t.Fatalf("no line starts with %q in:\n%s", start, text)
	return ""
}
