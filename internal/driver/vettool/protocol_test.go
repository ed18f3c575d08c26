package vettool

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestIsInvocation(t *testing.T) {
	for args, want := range map[string]bool{
		"":                       false,
		"./...":                  false,
		"-V=full":                true,
		"--V=full":               true,
		"-V":                     false,
		"-flags":                 true,
		"-json -flags":           true,
		"x.cfg":                  true,
		"-json -c=1 $WORK/x.cfg": true,
		"x.cfg ./...":            false,
		"flags":                  false,
	} {
		if got := IsInvocation(strings.Fields(args)); got != want {
			t.Errorf("IsInvocation(%q) = %v", args, got)
		}
	}
}

func TestTypesMode(t *testing.T) {
	for _, test := range []struct {
		goversion, env, want string
	}{
		{"go1.26", "", typesFromExport},
		{"go1.26.8", "", typesFromExport},
		{"go1.27.3 X:nodwarf5", "", typesFromExport},
		{"go1.27-devel_abc Mon", "", typesFromExport},
		{"go1.26.8-vendor", "", typesFromExport},
		{"go1.25", "", typesFromVetx},
		{"go1.28", "", typesFromVetx},
		{"devel +abc", "", typesFromVetx},
		{"", "", typesFromVetx},
		{"go1.26.8", "vetx", typesFromVetx},
		{"go1.26.8", "source", "error"},
	} {
		env := map[string]string{"GOVERSION": test.goversion, typesEnv: test.env}
		got, err := typesMode(func(name string) string { return env[name] })
		if err != nil {
			got = "error"
		}
		if got != test.want {
			t.Errorf("%+v: %s, %v", test, got, err)
		}
	}
}

// TestVersion checks what cmd/go's (*Builder).toolID wants.
func TestVersion(t *testing.T) {
	t.Parallel()
	var lines []string
	for _, mode := range []string{typesFromExport, typesFromVetx} {
		var buf strings.Builder
		check(t, printVersion(&buf, mode))
		f := strings.Fields(buf.String())
		if len(f) != 5 || f[1] != "version" || f[2] != "devel" || len(f[4]) != len("buildID=")+64 || strings.Count(buf.String(), "\n") != 1 {
			t.Errorf("%q", buf.String())
		}
		lines = append(lines, buf.String())
	}
	if lines[0] == lines[1] {
		t.Errorf("the build ID does not depend on the mode: %s", lines[0])
	}
	if got, want := versionLine("/my tools/x", []byte{1, 2}), "/my_tools/x version devel comments-go-here buildID=0102"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestFlags compares our flags with those that x/tools has for the same
// analyzers, but for those that would only fork the go command's cache.
func TestFlags(t *testing.T) {
	t.Parallel()
	type jsonFlag struct {
		Name  string
		Bool  bool
		Usage string
	}
	var lists [2][]jsonFlag
	for i, variant := range []string{"vettool", "unitchecker"} {
		out, err := exec.Command(program(t, variant), "-flags").Output()
		check(t, err)
		check(t, json.Unmarshal(out, &lists[i]))
	}
	ours, theirs := lists[0], lists[1]
	for _, f := range theirs {
		if slices.Contains(ours, f) == slices.Contains(buildFlags, f.Name) && !strings.HasPrefix(f.Name, "test.") {
			t.Errorf("we lack, or should not have, %+v", f)
		}
	}
	for _, f := range ours {
		if !slices.Contains(theirs, f) {
			t.Errorf("only we have %+v", f)
		}
	}
	if !slices.ContainsFunc(ours, func(f jsonFlag) bool { return f.Name == "bad.word" }) {
		t.Errorf("no flag bad.word: %+v", ours)
	}
}

func TestUsageErrors(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"-plain=maybe x.cfg":     `invalid boolean value "maybe" for -plain: want true or false`,
		"-c=many x.cfg":          `invalid value "many" for flag -c: parse error`,
		"-nonsense x.cfg":        `flag provided but not defined: -nonsense`,
		"-json ./... x.cfg":      `want one file *.cfg after the flags, as a build system passes it; got ["./..." "x.cfg"]`,
		"-V=short x.cfg":         `invalid boolean value "short" for -V: want -V=full`,
		"-bad.generated=x x.cfg": `invalid boolean value "x" for -bad.generated: parse error`,
	} {
		var out, errs bytes.Buffer
		if status := Main(Options{Analyzers: analyzers}, strings.Fields(args), &out, &errs); status != 2 {
			t.Errorf("%s: status %d", args, status)
		}
		if got := errs.String(); got != "gopitfalls: "+want+"\n" || out.Len() > 0 {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
}

func TestEnabled(t *testing.T) {
	t.Parallel()
	for args, want := range map[string][]string{
		"":                          {"facts", "bad", "plain"},
		"-bad":                      {"bad"},
		"-plain -bad":               {"bad", "plain"},
		"-bad=false":                {"facts", "plain"},
		"-bad=false -plain":         {"plain"},
		"-v -all -source -tags=x":   {"facts", "bad", "plain"},
		"-bad=0 -plain=0 -facts=F":  nil,
		"-json -c 3 -facts=t -diff": {"facts"},
	} {
		tool := &tool{Options: Options{Analyzers: analyzers}}
		file, err := tool.parse(append(strings.Fields(args), "x.cfg"))
		check(t, err)
		var got []string
		for _, a := range tool.enabled {
			got = append(got, a.Name)
		}
		if !reflect.DeepEqual(got, want) || file != "x.cfg" {
			t.Errorf("%q: %v, want %v", args, got, want)
		}
	}
}
