package leak

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/explore"
)

// Categories of what is found by playing the client of an object.
const (
	Leftover   = "leftover"   // the object leaves it behind when it is ended
	Concurrent = "concurrent" // a call was under way when the object was ended
	Contract   = "contract"   // a call does not return when its context has ended
	Unanswered = "unanswered" // a call waits for an answer of who has ended
	Order      = "order"      // the object is ended before it is started, or has failed to start
)

// isObjects reports whether a leak is told as that of an object, whose client was played.
// Who waits for a lock, or with one, is told as it is elsewhere.
func (l *Leak) isObjects() bool { return l.Client != nil && !l.Op.IsLock() && !l.Holds() }

// category returns the category of a leak of which a check says that it is in another one.
func (l *Leak) category(other string) string {
	switch {
	case !l.isObjects() || l.Nil:
		return other
	case l.Client.Unanswered:
		return Unanswered
	case l.Client.Unstarted != nil, l.Client.Failed:
		return Order
	case l.outlasts():
		return Contract
	case l.Client.Meanwhile != nil && l.Client.By != nil:
		return Concurrent
	case l.Client.IsMeanwhile, l.Panics:
		return Concurrent
	}
	return Leftover
}

// outlasts reports whether a call does not return although its context has ended.
func (l *Leak) outlasts() bool { return l.Client.End == nil && !l.Nil }

// name returns the name of a function that a message has room for, or "".
func name(fn *ssa.Function) string {
	if fn == nil || fn.Parent() != nil || len(fn.Name()) > maxFuncName {
		return ""
	}
	return fn.Name()
}

// calls says what a client has called before, in ever fewer words.
func (l *Leak) calls() []string {
	if l.Nil {
		if maker := name(l.Client.New); maker != "" {
			return []string{", " + maker + " leaves it nil", ""}
		}
		return []string{", which is nil"}
	}
	if l.outlasts() {
		if l.Client.Unanswered {
			if l.SendsOnly() {
				return []string{" once those who could receive have failed", ""}
			}
			return []string{" once those who could answer have ended", ""}
		}
		return []string{" once the context of " + l.Client.Caller.Name() + " has ended", " once its context has ended"}
	}
	if l.Client.Unstarted != nil {
		list := []string{" before it is started", ""}
		if start := name(l.Client.Unstarted); start != "" {
			list = slices.Insert(list, 0, " before "+start+" is called")
		}
		return list
	}
	if l.Client.Failed {
		list := []string{" after a failed start", ""}
		if start := name(l.Client.Calls[0]); start != "" {
			list = slices.Insert(list, 0, " after "+start+" has failed")
		}
		return list
	}
	end := name(l.Client.End)
	switch {
	case l.Client.End.Parent() != nil:
		end = "its stop function" // which New has returned
	case end == "":
		end = "the end of its object"
	}
	short := " after " + end
	if l.Client.IsMeanwhile {
		return []string{" once " + end + " has run", short}
	}
	if m := name(l.Client.Meanwhile); m != "" {
		return []string{" after " + end + " during " + m, short}
	}
	list := slices.Clone(l.Client.Calls)
	if l.Client.New != nil {
		list = slices.Insert(list, 0, l.Client.New)
	}
	var evidence []string
	for i := range list {
		text := ""
		for _, fn := range list[i:] {
			if name(fn) == "" {
				text = ""
				break
			}
			if text != "" {
				text += ", "
			}
			text += name(fn)
		}
		if text != "" {
			if i == 0 {
				text = "a client's " + text
			}
			evidence = append(evidence, " after "+text+" and "+end)
		}
	}
	return append(evidence, short)
}

// byClient returns what can be done about what a client has found.
func (l *Leak) byClient(remedies []string) []string {
	c := l.Client
	switch {
	case l.Nil:
		return remedies
	case l.Client.Unstarted != nil:
		return []string{"return at once if nothing was started"}
	case l.Client.Failed:
		if start := name(c.Calls[0]); start != "" {
			return []string{"let " + start + " end it when it fails", "end it there, too"}
		}
		return []string{"end it there, too"}
	case l.Client.Unanswered && l.SendsOnly():
		return []string{"wait for their end too"}
	case l.Client.Unanswered:
		return []string{"let them answer what is left, or wait for their end too", "wait for their end too"}
	case l.outlasts():
		return []string{"let that end it"}
	case l.Panics && l.Op == explore.Twice:
		return []string{"close it once, by sync.Once or in one place"}
	case l.Panics && l.Go.IsValid():
		return []string{"close it where it is sent to, or do not close it", "do not close it"}
	case l.Panics:
		return []string{"do not close it, or send under a lock that its end takes", "do not close it"}
	case c.IsMeanwhile && c.By != nil && c.Waits && c.By != c.Meanwhile:
		return []string{"wait for " + c.Field.Name() + " too, as " + c.By.Name() + " does", "wait for " + c.Field.Name() + " too"}
	case c.IsMeanwhile && c.By != nil && c.Waits:
		return []string{"wait for " + c.Field.Name() + " here too", "wait for what ends it too"}
	case l.Go.IsValid(), c.IsMeanwhile:
		if end := name(c.End); end != "" {
			return []string{"let " + end + " end it", "let its object end it"}
		}
		return []string{"let that end it"}
	}
	return remedies
}
