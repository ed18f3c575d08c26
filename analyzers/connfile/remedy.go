package connfile

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/callee"
	"github.com/gopitfalls/gopitfalls/internal/lifetime/sharing"
)

// direct maps socket options to what sets them without a descriptor.
var direct = map[string]string{
	"SO_KEEPALIVE":  "use SetKeepAliveConfig",
	"TCP_KEEPIDLE":  "use SetKeepAliveConfig",
	"TCP_KEEPALIVE": "use SetKeepAliveConfig",
	"TCP_KEEPINTVL": "use SetKeepAliveConfig",
	"TCP_KEEPCNT":   "use SetKeepAliveConfig",
	"TCP_NODELAY":   "use SetNoDelay",
	"SO_RCVBUF":     "use SetReadBuffer",
	"SO_SNDBUF":     "use SetWriteBuffer",
	"SO_LINGER":     "use SetLinger",
	"SO_REUSEADDR":  "drop it, net sets SO_REUSEADDR",
}

// methods are those that only some connections have.
var methods = map[string]string{
	"use SetKeepAliveConfig": "SetKeepAliveConfig",
	"use SetNoDelay":         "SetNoDelay",
	"use SetReadBuffer":      "SetReadBuffer",
	"use SetWriteBuffer":     "SetWriteBuffer",
	"use SetLinger":          "SetLinger",
}

// remedy returns the shortest way to what the descriptor is wanted for.
func (c *checker) remedy(d *sharing.Dup, site sharing.FdSite) string {
	if use, ok := direct[c.option(site)]; ok {
		if m, needed := methods[use]; !needed || c.ownerHas(d, m) {
			return use
		}
	}
	if d.Listener {
		return "use net.ListenConfig.Control"
	}
	return "use SyscallConn().Control"
}

// ownerHas reports whether the connection has a method.
func (c *checker) ownerHas(d *sharing.Dup, method string) bool {
	if d.Owner == nil {
		return false
	}
	obj, _, _ := types.LookupFieldOrMethod(c.Peel(d.Owner).Type(), true, nil, method)
	_, ok := obj.(*types.Func)
	return ok
}

// option returns the name of the socket option that the number is used to set,
// or "".
func (c *checker) option(site sharing.FdSite) string {
	if site.Number == nil {
		return ""
	}
	for _, u := range c.Uses(site.Number) {
		call, ok := u.Instr.(*ssa.Call)
		if !ok {
			continue
		}
		fn := callee.Of(&call.Call)
		if fn == nil || !strings.HasPrefix(fn.Name(), "Setsockopt") {
			continue
		}
		if expr := c.SSA.CallExpr(call); expr != nil && len(expr.Args) > 2 {
			if name := c.constName(expr.Args[2]); name != "" {
				return name // descriptor, level, option
			}
		}
	}
	return ""
}

// constName returns the name of the constant that an expression is, or "".
func (c *checker) constName(x ast.Expr) string {
	var id *ast.Ident
	switch x := ast.Unparen(x).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return ""
	}
	if obj, ok := c.pass.TypesInfo.Uses[id].(*types.Const); ok {
		return obj.Name()
	}
	return ""
}
