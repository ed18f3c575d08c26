package ssabuild

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"
)

// maxChannelName is the longest name of a channel, in bytes, that a message has
// room for.
const maxChannelName = 20

// NoName is what a channel is called whose source is too long for a message.
const NoName = "the channel"

// ChannelName returns the channel of the operation at pos as the source writes
// it, or [NoName].
func (s *SSA) ChannelName(pos token.Pos) string { return cmp.Or(short(s.ChannelAt(pos)), NoName) }

// CallName returns what the call at pos calls, as the source writes it, or [NoName].
func (s *SSA) CallName(pos token.Pos) string {
	if call, ok := s.NodeAt(pos).(*ast.CallExpr); ok {
		return cmp.Or(short(call.Fun), NoName)
	}
	return NoName
}

// MadeName returns what the channel made at pos is assigned to, as the source writes
// it, or [NoName].
func (s *SSA) MadeName(pos token.Pos) string { return cmp.Or(short(s.StoredTo(pos, pos)), NoName) }

// ReceiverName returns what a method is called on as the source writes it, mu of mu.Lock(), or
// "" if it is too long for a message.
func (s *SSA) ReceiverName(instr ssa.Instruction) string {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return short(s.Argument(call, 0))
	}
	return ""
}

// short returns an expression as the source writes it, or "" if there is none or it is too
// long for a message.
func short(x ast.Expr) string {
	if x != nil {
		if name := types.ExprString(x); len(name) <= maxChannelName {
			return name
		}
	}
	return ""
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
