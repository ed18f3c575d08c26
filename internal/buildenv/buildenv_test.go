package buildenv

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
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

func TestJoin(t *testing.T) {
	all := []*Build{{Cgo: true}, {NetGo: true}, {NetCgo: true}, {Pinned: true}, {SQL: true}}
	var b Build
	for _, imported := range all {
		b.Join(imported)
	}
	if want := (Build{true, true, true, true, true}); b != want {
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
