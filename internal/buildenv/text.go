package buildenv

import (
	"go/ast"
	"go/constant"
	"go/token"
	"net/netip"
	"strings"
	"unicode/utf8"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/model"
)

// A text is what is known of a string: constant parts, and holes between them, which
// are letters that nobody uses.
type text struct {
	s     string
	holes []ast.Expr // nil for what has no expression
}

const firstHole, lastHole = '\ue000', '\uf8ff'

func isHole(r rune) bool { return firstHole <= r && r <= lastHole }

func (t *text) hole(x ast.Expr) {
	if r := firstHole + rune(len(t.holes)); isHole(r) {
		t.s += string(r)
		t.holes = append(t.holes, x)
	}
}

func (t *text) add(more text) {
	for _, r := range more.s {
		if isHole(r) {
			t.hole(more.of(r))
		} else {
			t.s += string(r)
		}
	}
}

// of returns the expression of a hole.
func (t *text) of(hole rune) ast.Expr {
	if i := int(hole - firstHole); i < len(t.holes) {
		return t.holes[i]
	}
	return nil // a constant with such a letter in it
}

// textOf returns what is known of a string.
func (g *graph) textOf(x ast.Expr) text {
	var t text
	if x == nil {
		t.hole(nil)
		return t
	}
	if v := g.pass.TypesInfo.Types[x].Value; v != nil && (v.Kind() == constant.String || v.Kind() == constant.Int) {
		if t.s = v.ExactString(); v.Kind() == constant.String {
			t.s = constant.StringVal(v)
		}
		return t
	}
	switch x := ast.Unparen(x).(type) {
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			t.add(g.textOf(x.X))
			t.add(g.textOf(x.Y))
			return t
		}
	case *ast.CallExpr:
		if g.pass.TypesInfo.Types[x.Fun].IsType() {
			return g.textOf(x.Args[0])
		}
		fn := callee.In(g.pass.TypesInfo, x)
		if e, ok := model.Of(fn, model.Formats); ok {
			return g.formatted(x, e.Operands[0])
		}
		if e, ok := model.Of(fn, model.Joins); ok {
			host := g.textOf(argument(x, e.Operands[0]))
			if strings.Contains(host.s, ":") {
				host.s = "[" + host.s + "]"
			}
			t.add(host)
			t.s += ":"
			t.add(g.textOf(argument(x, e.Operands[1])))
			return t
		}
	}
	t.hole(x)
	return t
}

// formatted returns what is known of the result of a function like fmt.Sprintf.
func (g *graph) formatted(call *ast.CallExpr, format model.Operand) text {
	var t, f text
	f = g.textOf(argument(call, format))
	args := call.Args[min(format.Index+1, len(call.Args)):]
	rest := f.s
	for {
		before, after, more := strings.Cut(rest, "%")
		t.add(text{before, f.holes})
		after = strings.TrimLeft(after, "+-# 0123456789.") // flags and widths
		switch {
		case !more:
			return t
		case strings.HasPrefix(after, "%"):
			t.s += "%"
		case len(args) == 0 || call.Ellipsis.IsValid() || strings.IndexAny(after, "[*") == 0:
			t.hole(nil)
			return t
		default:
			t.add(g.textOf(args[0]))
			args = args[1:]
		}
		_, size := utf8.DecodeRuneInString(after)
		rest = after[size:]
	}
}

// A form is what a text is to be.
type form uint8

const (
	address form = iota // a host, a host with a port, or a URL
	target              // a target of gRPC, too
	source              // a data source for package database/sql
	network             // the name of a network
)

// A verdict is what a text tells of itself: whether it needs no lookup if what is
// in its holes needs none.
type verdict struct {
	harmless bool
	holes    []rune
	form     form // that of the holes
	own      bool // it is as harmless as the addresses that the package sets
}

// judge says whether a text needs no lookup.
func (f form) judge(s string) verdict {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case isHole(r) && size == len(s):
		return verdict{harmless: true, holes: []rune{r}, form: f}
	case f == network: // log/syslog: "" is the socket of this host
		return verdict{harmless: s == "" || strings.HasPrefix(s, "unix")}
	case f == target:
		return judgeTarget(s)
	case f == source:
		return judgeSource(s)
	case strings.HasPrefix(s, "unix"): // unix:///run/sock; no host of the network has such a name
		if scheme, _, ok := strings.Cut(s, "://"); ok && !strings.Contains(scheme, ".") {
			return verdict{harmless: true}
		}
	}
	v := verdict{harmless: true}
	for part := range strings.SplitSeq(s, ",") { // some take several
		host := judgeHost(hostOf(part))
		v.harmless = v.harmless && host.harmless
		v.holes = append(v.holes, host.holes...)
	}
	return v
}

// judgeHost says whether a host needs no lookup: there is none, or it is all in
// holes, or it is a constant.
func judgeHost(host string) verdict {
	i := strings.IndexFunc(host, isHole)
	if i < 0 {
		return verdict{harmless: host == "" || isLocal(host)}
	}
	if i > 0 {
		return verdict{harmless: isLocal(host[:i])} // what follows is a port
	}
	holes := []rune(host)
	for _, r := range holes {
		if !isHole(r) {
			return verdict{}
		}
	}
	return verdict{harmless: true, holes: holes}
}

// isLocal reports whether nobody need be asked for a host. An IP address is looked up
// by neither resolver (net/lookup.go, lookupIPAddr). The name localhost is (net/conf.go
// knows it only where nsswitch.conf has myhostname), but getaddrinfo finds it in
// /etc/hosts and does not wait; "localhost." and names below localhost it asks a server
// for (TestLocalNames).
func isLocal(host string) bool {
	_, err := netip.ParseAddr(host)
	return err == nil || strings.EqualFold(host, "localhost")
}

// judgeTarget says whether a target of gRPC needs no lookup
// (https://github.com/grpc/grpc/blob/master/doc/naming.md).
func judgeTarget(s string) verdict {
	scheme, rest, ok := strings.Cut(s, ":")
	switch {
	case !ok:
	case scheme == "unix", scheme == "unix-abstract", scheme == "vsock":
		return verdict{harmless: true}
	case scheme == "dns", scheme == "passthrough":
		if server, ok := strings.CutPrefix(rest, "//"); ok {
			_, rest, _ = strings.Cut(server, "/")
		}
		return address.judge(rest)
	case scheme == "xds", scheme == "google-c2p":
		return verdict{} // they ask a server
	case strings.HasPrefix(rest, "//"):
		return verdict{own: true}
	}
	return address.judge(s)
}

// judgeSource says whether the name of a data source needs no lookup, in the forms of
// the drivers for MySQL (user:password@tcp(host)/name; without a host it is this one)
// and PostgreSQL (a URL, or host=name).
func judgeSource(s string) verdict {
	if strings.Contains(s, "://") {
		return address.judge(s)
	}
	where, _, mysql := strings.Cut(s[strings.LastIndexByte(s, '@')+1:], "/")
	if net, host, ok := strings.Cut(where, "("); mysql && ok {
		if strings.HasPrefix(net, "unix") {
			return verdict{harmless: true}
		}
		return address.judge(strings.TrimSuffix(host, ")"))
	}
	for field := range strings.FieldsSeq(s) {
		if host, ok := strings.CutPrefix(field, "host="); ok {
			return address.judge(host)
		}
	}
	return verdict{harmless: mysql && where == ""}
}

// hostOf cuts the host out of a URL, a host with a port, or a host.
func hostOf(text string) string {
	if _, rest, ok := strings.Cut(text, "://"); ok {
		text = rest
	}
	if i := strings.IndexAny(text, "/?#"); i >= 0 {
		text = text[:i]
	}
	text = text[strings.LastIndexByte(text, '@')+1:]
	if rest, ok := strings.CutPrefix(text, "["); ok {
		text, _, _ = strings.Cut(rest, "]")
	} else if strings.Count(text, ":") == 1 {
		text, _, _ = strings.Cut(text, ":")
	}
	return text
}
