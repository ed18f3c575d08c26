package inspect

import "testing"

// TestResolver inspects programs as the go command and strip write them.
func TestResolver(t *testing.T) {
	const linked = nameCgo + " is in the table of functions"
	for _, test := range []struct {
		name   string
		format string
		want   Resolver
	}{
		{"cgo", "elf", Resolver{ResolverMayUseCgo, "", linked}},
		{"small", "elf", Resolver{ResolverMayUseCgo, "", linked}},
		{"stripped", "elf", Resolver{ResolverMayUseCgo, "", linked}},
		{"pie", "elf", Resolver{ResolverMayUseCgo, "", linked}},
		{"pure", "elf", Resolver{ResolverGo, "CGO_ENABLED=0", ""}},
		{"arm64", "elf", Resolver{ResolverGo, "CGO_ENABLED=0", ""}},
		{"netgo", "elf", Resolver{ResolverGo, "-tags netgo", ""}},
		{"pinned", "elf", Resolver{ResolverGo, "GODEBUG netdns=go", ""}},
		{"module", "elf", Resolver{ResolverGo, "GODEBUG netdns=go", ""}},
		{"netcgo", "elf", Resolver{ResolverCgo, "-tags netcgo", linked}},
		{"windows.exe", "pe", Resolver{ResolverSystem, "GOOS=windows", ""}},
		{"darwin", "macho", Resolver{ResolverSystem, "GOOS=darwin", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := inspect(t, test.name, Options{})
			if r.Format != test.format || r.Resolver == nil || *r.Resolver != test.want {
				t.Errorf("%s, %+v", r.Format, r.Resolver)
			}
			if wantFinding := test.want.Verdict == ResolverMayUseCgo; wantFinding != (len(r.Findings) == 1) {
				t.Errorf("findings: %+v", r.Findings)
			}
		})
	}
	if r := inspect(t, "quiet", Options{}); r.Go == nil || r.Resolver != nil || len(r.Findings) != 0 {
		t.Errorf("a program without package net: %+v", r)
	}
}

// TestResolverOf covers what cannot be built here.
func TestResolverOf(t *testing.T) {
	full := names{readable: true, lookup: true, cgo: true}
	without := names{readable: true, lookup: true}
	hidden := names{imported: true}
	for _, test := range []struct {
		what  string
		build *Build
		names names
		want  string // verdict
	}{
		{"no Go", nil, full, ""},
		{"no lookups", &Build{OS: "linux", Cgo: "1"}, names{readable: true}, ""},
		{"no lookups but getaddrinfo", &Build{OS: "linux", Cgo: "1"}, names{readable: true, imported: true}, ""},
		{"names are hidden", &Build{OS: "linux", Cgo: "1"}, hidden, ResolverMayUseCgo},
		{"names are hidden, no cgo", &Build{OS: "linux", Cgo: "0"}, hidden, ""},
		{"no settings, as before Go 1.18", &Build{}, full, ResolverMayUseCgo},
		{"no settings, no cgo", &Build{}, without, ResolverGo},
		{"version unknown", &Build{Version: unknownVersion}, full, ResolverMayUseCgo},
		{"netdns=cgo", &Build{OS: "linux", Cgo: "1", GODEBUG: "netdns=cgo"}, full, ResolverCgo},
		{"netdns=cgo without cgo", &Build{OS: "linux", Cgo: "0", GODEBUG: "netdns=cgo"}, without, ResolverGo},
		{"netdns=go beats netcgo", &Build{Cgo: "1", Tags: []string{"netcgo"}, GODEBUG: "netdns=go"}, full, ResolverGo},
		{"FreeBSD", &Build{OS: "freebsd", Cgo: "1"}, full, ResolverMayUseCgo},
		{"Android", &Build{OS: "android", Cgo: "1"}, full, ResolverSystem},
		{"macOS with netgo", &Build{OS: "darwin", Cgo: "0", Tags: []string{"netgo"}}, full, ResolverGo},
	} {
		got := ""
		if r := resolverOf(test.build, test.names); r != nil {
			got = r.Verdict
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", test.what, got, test.want)
		}
	}
}

func TestNetDNS(t *testing.T) {
	for godebug, want := range map[string]string{
		"":                        "",
		"panicnil=1":              "",
		"netdns=go":               "go",
		"panicnil=1,netdns=cgo+2": "cgo",
		"netdns=1+go":             "go",
		"netdns=2":                "",
		"netdns=cgo,netdns=go":    "go",
		"xnetdns=go":              "",
		"netdns":                  "",
	} {
		if got := (&Build{GODEBUG: godebug}).NetDNS(); got != want {
			t.Errorf("%q: %q, want %q", godebug, got, want)
		}
	}
}

// inspect inspects an artefact.
func inspect(tb testing.TB, name string, opts Options) *Report {
	tb.Helper()
	r, err := File(artefact(tb, name), opts)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
