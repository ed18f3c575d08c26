package leak

import (
	"cmp"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore"
	"github.com/gopitfalls/gopitfalls/internal/report"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// maxFuncName is the longest name of a function, in bytes, that a message has
// room for.
const maxFuncName = 20

// Finding returns what there is to report about a leak. The remedies are those to
// choose from, the best first, each shorter than the one before. The category is that of
// a warning.
func (l *Leak) Finding(category string, remedies ...string) report.Finding {
	note, reason := l.note()
	f := report.Finding{
		Range:    l.ssa.OperationRange(l.Pos),
		Category: cmp.Or(note, l.category(category)),
		Message:  l.message(reason, remedies),
		Also:     l.also(),
		Related:  l.notes(),
		Fixes:    l.fixes(),
	}
	for _, step := range l.Trace {
		f.Trace = append(f.Trace, report.Step(step))
	}
	return f
}

// message returns the message with as much evidence as there is room for, then
// with the best remedy: that which is proved, if there is one. The reason says why it is no
// warning, if it is none.
func (l *Leak) message(reason string, remedies []string) (m string) {
	if c := l.cure(); c != nil {
		remedies = c.Remedies
	}
	evidences := l.evidence()
	if l.isObjects() {
		evidences, remedies = l.calls(), l.byClient(remedies)
	}
	for _, evidence := range append(evidences, "") {
		for _, remedy := range remedies {
			if m = l.consequence() + evidence + reason + "; " + remedy; len(m) <= report.MaxMessage {
				return m
			}
		}
	}
	return m
}

// consequence returns who blocks forever, and where.
func (l *Leak) consequence() string {
	doing := l.happens() + l.doing()
	if l.Go.IsValid() {
		if l.Name == ssabuild.NoName || l.Name == nouns[l.Op] {
			return "goroutine " + doing
		}
		return l.Name + ": goroutine " + doing
	}
	who := l.caller() + " " + doing
	if l.Op.IsSync() {
		return who + " of " + l.Name
	}
	if prep := map[explore.Op]string{explore.Send: " to ", explore.Receive: " from ", explore.Range: " over ", explore.Twice: " "}[l.Op]; prep != "" {
		who += prep + l.Name
	}
	return who
}

// happens returns what becomes of a goroutine.
func (l *Leak) happens() string {
	if l.Panics {
		return "panics "
	}
	return "blocks forever "
}

// doing returns what a goroutine does when it blocks.
func (l *Leak) doing() string {
	switch l.Op {
	case explore.Send:
		return "sending"
	case explore.Receive:
		return "receiving"
	case explore.Range:
		return "ranging"
	case explore.Twice:
		return "closing"
	}
	if l.Op.IsSync() {
		return "in " + methods[l.Op]
	}
	return "in select"
}

// caller returns who waits for the root to return.
func (l *Leak) caller() string {
	name := l.funcName(l.Root)
	if c := l.Client; c != nil {
		name = l.funcName(c.Caller)
	}
	switch {
	case name == "":
		return "the caller"
	case name == "main" && l.Root.Signature.Recv() == nil && l.Root.Object().Pkg().Name() == "main":
		return "main"
	}
	return "the caller of " + name
}

// evidence returns why nobody helps, in ever fewer words.
func (l *Leak) evidence() []string {
	if l.Op == explore.Forever {
		return []string{", which has no case"}
	}
	if l.Op.IsSync() {
		return l.keeper()
	}
	if l.Source() == Timer && l.Op != explore.Select {
		return []string{", its timer was stopped or has fired"}
	}
	nobody := ", nobody " + l.help()
	var what string
	switch l.Leave.Kind {
	case explore.Nobody:
		return []string{nobody}
	case explore.Returned:
		if what = " when "; l.Op == explore.Range {
			what = nobody + " after "
		}
		what += l.leaver() + l.leaves()
	case explore.Blocked:
		what = ", " + l.leaver() + " blocks too"
	case explore.MovedOn:
		what = ", " + l.leaver() + " goes on without it"
	}
	if l.Leave.Pos.IsValid() {
		return []string{what + " at " + l.place(l.Leave.Pos), what, nobody}
	}
	return []string{what, nobody}
}

// help returns what would let the goroutine go on.
func (l *Leak) help() string {
	switch {
	case l.Op == explore.Send:
		return "receives"
	case l.Op == explore.Range:
		return "closes it"
	case l.Op == explore.Select:
		return "serves its cases"
	case l.Source() == Context:
		return "cancels its context"
	}
	return "sends, nobody closes it"
}

// leaver returns the last one who could have helped.
func (l *Leak) leaver() string {
	fn := l.Leave.Func
	for fn != nil && fn.Synthetic != "" && fn.Parent() != nil {
		fn = fn.Parent() // from the body of a range over a function
	}
	if fn == nil {
		return l.partner()
	}
	if name := l.funcName(fn); name != "" {
		return name
	}
	if fn.Parent() != nil && fn.Pos().IsValid() {
		return "the goroutine of " + l.place(fn.Pos())
	}
	return l.partner()
}

func (l *Leak) partner() string {
	switch l.Op {
	case explore.Lock, explore.RLock:
		return "its holder"
	case explore.Send:
		return "its receiver"
	case explore.Receive, explore.Range:
		return "its sender"
	}
	return "the other side"
}

// leaves returns how the last one left: not by a return if it was a call that
// ended it.
func (l *Leak) leaves() string {
	if _, ok := l.ssa.NodeAt(l.Leave.Pos).(*ast.CallExpr); ok {
		return " ends"
	}
	return " returns"
}

// funcName returns the name of a function in the source, or "" if it has none or
// one that is too long for a message.
func (l *Leak) funcName(fn *ssa.Function) string {
	obj := fn.Object()
	if obj == nil || len(obj.Name()) > maxFuncName {
		return ""
	}
	return obj.Name()
}

// place returns a position as a message about the leak writes it.
func (l *Leak) place(pos token.Pos) string { return l.ssa.Place(l.Pos, pos) }

// also returns the other places of the defect.
func (l *Leak) also() []report.Also {
	var list []report.Also
	for _, m := range l.Also {
		what := m.happens() + "here too, " + m.doing()
		switch {
		case !m.Go.IsValid():
			what = m.caller() + " " + what
		case m.Go == l.Go:
			what = "the goroutine " + what
		default:
			what = "the goroutine of " + l.place(m.Go) + " " + what
		}
		list = append(list, report.Also{Check: m.Check(), Note: report.Note{Pos: l.ssa.OperationRange(m.Pos).Pos(), Message: what}})
	}
	return list
}

// notes returns the decisive steps.
func (l *Leak) notes() []report.Note {
	var notes []report.Note
	add := func(pos token.Pos, what string) {
		told := pos == l.Pos || slices.ContainsFunc(l.Also, func(m *Leak) bool { return pos == m.Pos })
		if pos.IsValid() && !told {
			notes = append(notes, report.Note{Pos: pos, Message: what})
		}
	}
	switch l.Leave.Kind {
	case explore.Returned:
		add(l.Leave.Pos, l.leaver()+l.leaves()+" here")
	case explore.Blocked:
		add(l.Leave.Pos, l.leaver()+" blocks here")
	case explore.MovedOn:
		add(l.Leave.Pos, l.leaver()+" is here for ever")
	case explore.Itself:
		add(l.Leave.Pos, "it is locked here")
	}
	for _, h := range l.Held {
		if h.Wanted && h.By.Pos() != l.Leave.Pos {
			add(h.By.Pos(), "a lock that others wait for is taken here")
		}
	}
	add(l.Go, "the goroutine starts here")
	if len(l.Chans) > 0 {
		add(l.Chans[0].Make, map[Source]string{Made: "the channel", Fed: "the channel", Context: "the context", Timer: "the timer"}[l.Source()]+" is made here")
	}
	return notes
}

// fixes returns the change with which nobody is stuck, if one is known exactly.
func (l *Leak) fixes() []analysis.SuggestedFix {
	c := l.cure()
	if c == nil || c.Fix == nil {
		return nil
	}
	return []analysis.SuggestedFix{*c.Fix}
}

// cure returns what is proved to help: nobody is stuck then, at the other places neither.
func (l *Leak) cure() *explore.Cure {
	if l.Cure != nil {
		return l.Cure
	}
	for _, m := range l.Also {
		if m.Cure != nil {
			return m.Cure
		}
	}
	return nil
}
