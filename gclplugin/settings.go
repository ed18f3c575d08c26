package gclplugin

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// configure sets the flags of the analyzers and returns those that are enabled.
func configure(all []*analysis.Analyzer, settings any) (enabled []*analysis.Analyzer, err error) {
	checks, ok := settings.(map[string]any)
	if !ok && settings != nil {
		return nil, fmt.Errorf("settings: want the names of checks, each with its settings or false; got %v", settings)
	}
	known := make(map[string]bool)
	for _, a := range all {
		known[a.Name] = true
		on, err := configureCheck(a, checks[a.Name])
		if err != nil {
			return nil, fmt.Errorf("settings: %w", err)
		}
		if on {
			enabled = append(enabled, a)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(checks)) {
		if !known[name] {
			return nil, fmt.Errorf("settings: unknown check %q; there are %s", name, list(known))
		}
	}
	if len(enabled) == 0 {
		return nil, errors.New("settings: all checks are off; disable the linter instead")
	}
	return enabled, nil
}

// configureCheck sets the flags of an analyzer.
func configureCheck(a *analysis.Analyzer, setting any) (on bool, err error) {
	var values map[string]any
	switch s := setting.(type) {
	case nil:
	case bool:
		return s, nil
	case map[string]any:
		values = s
	default:
		return false, fmt.Errorf("%s: want its settings, true or false; got %v", a.Name, setting)
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		f := a.Flags.Lookup(key)
		if f == nil {
			known := make(map[string]bool)
			a.Flags.VisitAll(func(f *flag.Flag) { known[f.Name] = true })
			return false, fmt.Errorf("unknown key %q of %s; there are %s", key, a.Name, list(known))
		}
		if err := f.Value.Set(text(values[key])); err != nil {
			return false, fmt.Errorf("%s.%s: invalid value %v: %w", a.Name, key, values[key], err)
		}
	}
	return true, nil
}

// text returns a value as a flag has it: a list with commas.
func text(value any) string {
	list, ok := value.([]any)
	if !ok {
		return fmt.Sprint(value)
	}
	var items []string
	for _, item := range list {
		items = append(items, fmt.Sprint(item))
	}
	return strings.Join(items, ",")
}

func list(names map[string]bool) string {
	return strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}
