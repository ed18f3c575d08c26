package ssabuild

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

// maxChannelName is the longest name of a channel, in bytes, that a message has
// room for.
const maxChannelName = 20

// NoName is what a channel is called whose source is too long for a message.
const NoName = "the channel"

// ChannelName returns the channel of the operation at pos as the source writes
// it, or [NoName].
func (s *SSA) ChannelName(pos token.Pos) string {
	if x := s.ChannelAt(pos); x != nil {
		if name := types.ExprString(x); len(name) <= maxChannelName {
			return name
		}
	}
	return NoName
}

// CallName returns what the call at pos calls, as the source writes it, or [NoName].
func (s *SSA) CallName(pos token.Pos) string {
	if call, ok := s.NodeAt(pos).(*ast.CallExpr); ok {
		if name := types.ExprString(call.Fun); len(name) <= maxChannelName {
			return name
		}
	}
	return NoName
}

// MadeName returns what the channel made at pos is assigned to, as the source writes
// it, or [NoName].
func (s *SSA) MadeName(pos token.Pos) string {
	if x := s.StoredTo(pos, pos); x != nil {
		if name := types.ExprString(x); len(name) <= maxChannelName {
			return name
		}
	}
	return NoName
}

// ChannelAt returns the syntax of the channel of the operation at pos: a send,
// a receive, a range or a close. It returns nil if there is none; a select has
// several.
func (s *SSA) ChannelAt(pos token.Pos) ast.Expr {
	switch n := s.NodeAt(pos).(type) {
	case *ast.SendStmt:
		return n.Chan
	case *ast.UnaryExpr:
		return n.X
	case *ast.RangeStmt:
		return n.X
	case *ast.CallExpr:
		return s.closed(n)
	case *ast.DeferStmt:
		return s.closed(n.Call)
	case *ast.GoStmt:
		return s.closed(n.Call)
	}
	return nil
}

// ReceiverName returns what the method call at pos is made on as the source writes it, mu of
// mu.Lock(), or "" if it is too long for a message.
func (s *SSA) ReceiverName(pos token.Pos) string {
	call, _ := s.NodeAt(pos).(*ast.CallExpr)
	switch n := s.NodeAt(pos).(type) {
	case *ast.DeferStmt:
		call = n.Call
	case *ast.GoStmt:
		call = n.Call
	}
	if call == nil {
		return ""
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if name := types.ExprString(sel.X); len(name) <= maxChannelName {
			return name
		}
	}
	return ""
}

// closed returns the channel that a call closes, or nil.
func (s *SSA) closed(call *ast.CallExpr) ast.Expr {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && s.info.Uses[id] == types.Universe.Lookup("close") {
		return call.Args[0]
	}
	return nil
}

// OperationRange returns the extent of the operation at pos; of a range or
// select, that of its keyword.
func (s *SSA) OperationRange(pos token.Pos) analysis.Range {
	switch n := s.NodeAt(pos).(type) {
	case *ast.SendStmt, *ast.UnaryExpr, *ast.CallExpr, *ast.DeferStmt:
		return n
	}
	return Point(pos)
}
