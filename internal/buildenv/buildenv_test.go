package buildenv

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

func TestGodebug(t *testing.T) {
	for _, test := range []struct{ text, mode, misspelt string }{
		{"", "", ""},
		{"netdns=go", "go", ""},
		{"netdns=cgo,panicnil=1", "cgo", ""},
		{"netdns=go+2", "go", ""},
		{"netdns=1+cgo", "cgo", ""},
		{"netdns=go#x", "go", ""},
		{"netdns=cgo,netdns=go", "go", ""},
		{"netdns=1", "", ""},
		{"netdns=", "", ""},
		{"netedns0=0,http2debug=1", "", ""},
		{"netdns=Go", "", "netdns=Go"},
		{"netdns=native+1", "", "netdns=native+1"},
		{"panicnil=1,netdsn=go", "", "netdsn=go"},
		{"net_dns=go", "", "net_dns=go"},
		{"netdn=go", "", "netdn=go"},
		{"NETDNS=go", "", "NETDNS=go"},
		{"panicnil=1, netdns=go", "", " netdns=go"},
		{"netdns", "", "netdns"},
		{"netdns:go", "", "netdns:go"},
		{"go", "", ""},
		{"dns=go", "", ""},
	} {
		if mode := netdns(test.text); mode != test.mode {
			t.Errorf("%q chooses %q, want %q", test.text, mode, test.mode)
		}
		if got := misspelt(test.text); got != test.misspelt {
			t.Errorf("of %q, %q is misspelt, want %q", test.text, got, test.misspelt)
		}
	}
}

func TestHostOf(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		":80":                          "",
		"example.com":                  "example.com",
		"example.com:80":               "example.com",
		"127.0.0.1:":                   "127.0.0.1",
		"::1":                          "::1",
		"[::1]:80":                     "::1",
		"[fe80::1%eth0]":               "fe80::1%eth0",
		"http://example.com":           "example.com",
		"http://example.com?q=a/b":     "example.com",
		"https://me:x@[::1]:443/a@b/c": "::1",
		"http://":                      "",
	} {
		if got := hostOf(text); got != want {
			t.Errorf("the host of %q is %q, want %q", text, got, want)
		}
	}
}

// TestJudge judges texts in which ? is a hole.
func TestJudge(t *testing.T) {
	const (
		harmless = "harmless"
		depends  = "depends" // on what is in the holes
		own      = "own"     // on what the package sets
		lookup   = "lookup"
	)
	for form, verdicts := range map[form]map[string]string{
		address: {
			"":                          harmless,
			":80":                       harmless,
			"localhost:80":              harmless,
			"LOCALHOST":                 harmless,
			"localhost.":                lookup,
			"www.localhost":             lookup,
			"10.0.0.1:?":                harmless,
			"[fe80::1%eth0]:80":         harmless,
			"http://localhost/?":        harmless,
			"http://me:?@127.0.0.1":     harmless,
			"example.com:80":            lookup,
			"http://example.com@?/":     depends,
			"?":                         depends,
			"?:?":                       depends,
			"http://?:80/?":             depends,
			"[?]:80":                    depends,
			"?://:80":                   harmless,
			"?.example.com":             lookup,
			"unix:///run/sock":          harmless,
			"unixgram://?":              harmless,
			"unix.example.com://x":      lookup,
			"/run/sock":                 harmless,
			"localhost:1,example.com:1": lookup,
			"localhost:1,?:1":           depends,
		},
		target: {
			"localhost:80":                   harmless,
			"dns:///localhost:80":            harmless,
			"dns://8.8.8.8/example.com":      lookup,
			"dns:example.com":                lookup,
			"passthrough:///?":               depends,
			"unix:?":                         harmless,
			"unix-abstract:?":                harmless,
			"xds:///localhost":               lookup,
			"example:///service.example.com": own,
			"?:///service.example.com":       own,
			"?":                              depends,
			"example.com:80":                 lookup,
		},
		network: {"": harmless, "unix": harmless, "unixgram": harmless, "tcp": lookup, "?": depends, "unix?": harmless},
		source: {
			"root:?@tcp(127.0.0.1:?)/?":         harmless,
			"root@tcp(?)/test":                  depends,
			"root@tcp(example.com:3306)/test":   lookup,
			"root@unix(?)/test":                 harmless,
			"root:p/w@/test":                    harmless,
			"postgres://me@localhost/test":      harmless,
			"postgres://me@example.com/test":    lookup,
			"host=localhost port=5432":          harmless,
			"host=/run/postgresql":              harmless,
			"user=me host=example.com port=123": lookup,
			"test.db":                           lookup,
			"?":                                 depends,
		},
	} {
		for s, want := range verdicts {
			var known text
			for i, part := range strings.Split(s, "?") {
				if i > 0 {
					known.hole(nil)
				}
				known.s += part
			}
			got := lookup
			switch v := form.judge(known.s); {
			case v.own:
				got = own
			case v.harmless && len(v.holes) > 0:
				got = depends
			case v.harmless:
				got = harmless
			}
			if got != want {
				t.Errorf("%q as %d: %s, want %s", s, form, got, want)
			}
		}
	}
}

func TestJoin(t *testing.T) {
	all := []*Build{{Cgo: true}, {NetGo: true}, {NetCgo: true}, {Pinned: true}, {SQL: true}, {Gives: true}}
	var b Build
	for _, imported := range all {
		b.Join(imported)
	}
	if want := (Build{true, true, true, true, true, true}); b != want {
		t.Errorf("%+v", b)
	}
}

// TestOfNet makes packages net of several releases and builds.
func TestOfNet(t *testing.T) {
	for _, test := range []struct {
		file   string
		consts map[string]bool
		want   Build
	}{
		{"cgo_unix.go", map[string]bool{"cgoAvailable": true, "netGoBuildTag": false, "netCgoBuildTag": true}, Build{Cgo: true, NetCgo: true}},
		{"cgo_unix.go", map[string]bool{"cgoAvailable": false, "netGoBuildTag": true}, Build{NetGo: true}},
		{"cgo_unix.go", nil, Build{Cgo: true}},
		{"cgo_stub.go", nil, Build{}},
	} {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, "/go/src/net/"+test.file, "package net", 0)
		if err != nil {
			t.Fatal(err)
		}
		pkg := types.NewPackage("net", "net")
		for name, value := range test.consts {
			pkg.Scope().Insert(types.NewConst(token.NoPos, pkg, name, types.Typ[types.UntypedBool], constant.MakeBool(value)))
		}
		if got := ofNet(&analysis.Pass{Fset: fset, Files: []*ast.File{file}, Pkg: pkg}); *got != test.want {
			t.Errorf("%s, %v: %v", test.file, test.consts, got)
		}
	}
}

// TestMayExportFacts checks which sources the prefilter lets through.
func TestMayExportFacts(t *testing.T) {
	about := func(path string, fact analysis.Fact) bool {
		if path == "example.com/go-lib" {
			*fact.(*Lookups) = Lookups{Package: "lib", Names: []string{"Client.Get", "Fetch"}, Makes: []string{"Client", "New"}}
		}
		return path == "example.com/go-lib"
	}
	for src, want := range map[string]bool{
		`import "net"; var _ = net.ParseIP`:                                      false,
		`import "net"; var _ = net.Dial`:                                         true,
		`import "net"; type T struct{ net.Dialer }`:                              true,
		`import n "net"; var _, _ = net.Dial, n.ParseIP`:                         false,
		`import . "net"; var _ = Dial`:                                           true,
		`import "net/http"; func f(r *http.Request) { r.Header.Get("x") }`:       false,
		`import "net/http"; func f(c *http.Client) { c.Get("x") }`:               true,
		`import "os"; var _ = os.Setenv`:                                         true,
		`import "example.com/go-lib"; var _ = lib.Parse`:                         false,
		`import "example.com/go-lib"; var _ = lib.Fetch`:                         true,
		`import "example.com/go-lib"; var _ = lib.New`:                           true,
		`import l "example.com/go-lib"; func f(c *l.Client) { c.Get() }`:         true,
		`import "example.com/other"; func f(c *other.Client) { c.Fetch("net") }`: false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", "package p; "+src, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := MayExportFacts([]*ast.File{file}, about); got != want {
			t.Errorf("%s: %v", src, got)
		}
	}
}
