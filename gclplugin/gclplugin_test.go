package gclplugin

import (
	"slices"
	"strings"
	"testing"

	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	"github.com/gopitfalls/gopitfalls/analyzers"
	"github.com/gopitfalls/gopitfalls/analyzers/connfile"
)

func build(t *testing.T, settings any) []*analysis.Analyzer {
	t.Helper()
	newLinter, err := register.GetPlugin("gopitfalls")
	if err != nil {
		t.Fatal(err)
	}
	l, err := newLinter(settings)
	if err != nil {
		t.Fatal(err)
	}
	if mode := l.GetLoadMode(); mode != register.LoadModeTypesInfo {
		t.Errorf("load mode %q", mode)
	}
	list, err := l.BuildAnalyzers()
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestSettings(t *testing.T) {
	if got := build(t, nil); !slices.Equal(got, analyzers.All()) {
		t.Errorf("without settings: %v, want all", got)
	}
	without := slices.DeleteFunc(analyzers.All(), func(a *analysis.Analyzer) bool { return a.Name == "cgoresolver" })
	if got := build(t, map[string]any{"cgoresolver": false, "nilchan": true, "connfile": nil}); !slices.Equal(got, without) {
		t.Errorf("cgoresolver: false: %v", got)
	}

	handoff := connfile.Analyzer.Flags.Lookup("handoff").Value
	for _, want := range []string{"true", "false"} {
		build(t, map[string]any{"connfile": map[string]any{"handoff": want == "true"}})
		if got := handoff.String(); got != want {
			t.Errorf("connfile: handoff: %s sets the flag to %s", want, got)
		}
	}
}

func TestCategories(t *testing.T) {
	exclude := connfile.Analyzer.Flags.Lookup("exclude").Value
	for _, setting := range []any{"leak, handoff", []any{"handoff", "leak"}} {
		build(t, map[string]any{"connfile": map[string]any{"exclude": setting}})
		if got := exclude.String(); got != "handoff,leak" {
			t.Errorf("connfile: exclude: %v sets the flag to %s", setting, got)
		}
		build(t, map[string]any{"connfile": map[string]any{"exclude": []any{}}})
		if got := exclude.String(); got != "" {
			t.Errorf("connfile: exclude: [] leaves %s", got)
		}
	}
}

func TestWrongSettings(t *testing.T) {
	off := make(map[string]any)
	for _, a := range analyzers.All() {
		off[a.Name] = false
	}
	for _, test := range []struct {
		settings any
		want     string
	}{
		{[]any{"connfile"}, "want the names of checks, each with its settings or false; got [connfile]"},
		{map[string]any{"confile": false}, `unknown check "confile"; there are abandonedsend, cgoresolver, connfile,`},
		{map[string]any{"connfile": "off"}, "connfile: want its settings, true or false; got off"},
		{map[string]any{"connfile": map[string]any{"handof": true}}, `unknown key "handof" of connfile; there are exclude, generated, handoff`},
		{map[string]any{"connfile": map[string]any{"handoff": "maybe"}}, "connfile.handoff: invalid value maybe: "},
		{map[string]any{"connfile": map[string]any{"exclude": []any{"leak", "leek"}}}, `connfile.exclude: invalid value [leak leek]: there is no category "leek", but blocking,`},
		{off, "all checks are off"},
	} {
		_, err := New(test.settings)
		if err == nil || !strings.HasPrefix(err.Error(), "settings: "+test.want) {
			t.Errorf("%v: error %v, want settings: %s", test.settings, err, test.want)
		}
	}
}
