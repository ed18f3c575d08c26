package version

import (
	"runtime/debug"
	"testing"
)

func TestOf(t *testing.T) {
	other := debug.Module{Path: "example.com/lint", Version: "v9.0.0"}
	dep := func(m debug.Module) *debug.BuildInfo {
		return &debug.BuildInfo{Main: other, Deps: []*debug.Module{{Path: "example.com/dep", Version: "v8.0.0"}, &m}}
	}
	for name, test := range map[string]struct {
		info *debug.BuildInfo
		want string
	}{
		"our own command":  {&debug.BuildInfo{Main: debug.Module{Path: Path, Version: "v1.2.3"}}, "v1.2.3"},
		"a driver with us": {dep(debug.Module{Path: Path, Version: "v1.2.3"}), "v1.2.3"},
		"a fork":           {dep(debug.Module{Path: Path, Version: "v1.2.3", Replace: &debug.Module{Path: "x", Version: "v1.2.4"}}), "v1.2.4"},
		"a working copy":   {dep(debug.Module{Path: Path, Version: "v1.2.3", Replace: &debug.Module{Path: "../x"}}), "(devel)"},
		"no module":        {&debug.BuildInfo{}, ""},
	} {
		if got := of(test.info); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
