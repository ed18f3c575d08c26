package config

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var checks = []string{"connfile", "nilchan", "nilchan/path", "nilchan/unset", "orphanrecv"}

func read(t *testing.T, text string) (*Config, error) {
	t.Helper()
	name := filepath.Join(t.TempDir(), Name)
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return Read(name, Known{checks, map[string][]string{"connfile": {"exclude", "handoff"}}})
}

func TestRead(t *testing.T) {
	c, err := read(t, `# what we want
checks:
  connfile: true
  nilchan: off
  nilchan/unset: off
severities: {nilchan: error, nilchan/path: warning, orphanrecv: note}
paths:
  exclude:
    - internal/legacy
    - "**/*.pb.go"
settings:
  connfile:
    handoff: true
    exclude: [leak, handoff]
`)
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(c.Checks, map[string]bool{"connfile": true, "nilchan": false, "nilchan/unset": false}) {
		t.Errorf("checks: %v", c.Checks)
	}
	if !maps.Equal(c.Severities, map[string]string{"nilchan": "error", "nilchan/path": "warning", "orphanrecv": "note"}) {
		t.Errorf("severities: %v", c.Severities)
	}
	for i := range c.Settings {
		c.Settings[i].Posn = filepath.Base(c.Settings[i].Posn)
	}
	if want := []Setting{{"connfile", "handoff", "true", Name + ":13:14"}, {"connfile", "exclude", "leak,handoff", Name + ":14:14"}}; !slices.Equal(c.Settings, want) {
		t.Errorf("settings: %v", c.Settings)
	}
	for file, want := range map[string]bool{
		"a.go":                      false,
		"internal/legacy/a.go":      true,
		"internal/legacy/sub/a.go":  true,
		"internal/legacyother/a.go": false,
		"x/internal/legacy/a.go":    false,
		"a.pb.go":                   true,
		"x/y/a.pb.go":               true,
		"../a.pb.go":                true,
	} {
		if got := c.Excludes(filepath.Join(c.dir, filepath.FromSlash(file))); got != want {
			t.Errorf("Excludes(%s) = %t", file, got)
		}
	}
	for _, text := range []string{"", "# nothing\n", "---\n", "checks:\n", "paths: {exclude: }\n"} {
		if c, err := read(t, text); err != nil || c.Excludes("/a.go") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"check: {}":                          `:1:1: unknown key "check": want checks, paths, settings, severities; did you mean "checks"?`,
		"checks:\n  confile: true":           `:2:3: no check is named "confile": see gopitfalls list; did you mean "connfile"?`,
		"severities: {nilchan/paths: note}":  `:1:14: no category of nilchan is named "paths": see gopitfalls explain nilchan; did you mean "nilchan/path"?`,
		"severities: {chan/path: note}":      `:1:14: no check is named "chan/path": see gopitfalls list; did you mean "nilchan/path"?`,
		"checks:\n  connfile: perhaps":       `:2:13: want true or false for connfile`,
		"checks:\n  connfile:":               `:2:12: want true or false for connfile`,
		"checks: [connfile]":                 `:1:9: want keys with values`,
		"checks: {[a]: true}":                `:1:10: want a name as the key`,
		"checks: {connfile: no}\nchecks: {}": `:2:1: key "checks" stands in line 1 already`,
		"severities: {nilchan: high}":        `:1:23: want error, warning, note for nilchan`,
		"paths: {include: [a]}":              `:1:9: unknown key "include": want exclude; did you mean "exclude"?`,
		"paths: {exclude: a}":                `:1:18: want a list of patterns`,
		"paths: {exclude: [[a]]}":            `:1:19: want a pattern`,
		"paths: {exclude: [a, /b]}":          `:1:22: "/b" is not a path below the folder of this file, with slashes`,
		"paths: {exclude: [../b]}":           `:1:19: "../b" is not a path below the folder of this file, with slashes`,
		"paths: {exclude: ['a[']}":           `:1:19: "a[": syntax error in pattern`,
		"a: b: c":                            `:1: mapping values are not allowed in this context`,
		"{}\n---\n{}":                        `:2:1: only one document is wanted`,
		"checks:\n\tconnfile: off":           `:2: found character that cannot start any token`,
		"settings: {connfile: {handof: 1}}":  `:1:23: connfile has no setting "handof": see gopitfalls help connfile; did you mean "handoff"?`,
		"settings: {connfile: {handoff: }}":  `:1:32: want a value or a list of values for handoff`,
		"settings: {nilchan: {handoff: 1}}":  `:1:22: nilchan has no setting "handoff": see gopitfalls help nilchan`,
		"x":                                  `:1:1: want keys with values`,
	} {
		if _, err := read(t, text); err == nil || !strings.HasSuffix(err.Error(), Name+want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestFind(t *testing.T) {
	root := t.TempDir()
	touch := func(name string) {
		name = filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{
		Name, "repo/.git/HEAD", "repo/a/go.mod", "repo/a/sub/" + Name, "repo/b/go.mod", "repo/b/" + Name, "repo/b/sub/x",
	} {
		touch(name)
	}
	for dir, want := range map[string]string{
		".":          Name,
		"repo":       "", // what lies above is not of this repository
		"repo/a":     "",
		"repo/a/sub": "", // a module has one
		"repo/b":     "repo/b/" + Name,
		"repo/b/sub": "repo/b/" + Name,
	} {
		if want != "" {
			want = filepath.Join(root, filepath.FromSlash(want))
		}
		if got, err := Find(filepath.Join(root, filepath.FromSlash(dir))); err != nil || got != want {
			t.Errorf("Find(%s) = %s, %v; want %s", dir, got, err, want)
		}
	}
	touch("both/" + Name)
	touch("both/.gopitfalls.yaml")
	if _, err := Find(filepath.Join(root, "both")); err == nil || !strings.Contains(err.Error(), "one of them is too many") {
		t.Errorf("two files: %v", err)
	}
	touch("long/go.mod")
	touch("long/.gopitfalls.yaml")
	if got, err := Find(filepath.Join(root, "long")); err != nil || got != filepath.Join(root, "long", ".gopitfalls.yaml") {
		t.Errorf("the long name: %s, %v", got, err)
	}
	touch("repo/" + Name)
	if got, err := Find(filepath.Join(root, "repo", "a", "sub")); err != nil || got != filepath.Join(root, "repo", Name) {
		t.Errorf("above the module: %s, %v", got, err)
	}
}
