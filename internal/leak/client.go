package leak

import "golang.org/x/tools/go/ssa"

// Leftover is the category of goroutines that an object leaves behind when its client has
// ended it.
const Leftover = "leftover"

// isLeftover reports whether a leak was found by playing the client of an object. Who
// waits for a lock, or with one, is told as it is elsewhere.
func (l *Leak) isLeftover() bool { return l.Client != nil && !l.Op.IsLock() && !l.Holds() }

// calls says what a client has called before, in ever fewer words.
func (l *Leak) calls() []string {
	name := func(fn *ssa.Function) string {
		if fn == nil || len(fn.Name()) > maxFuncName {
			return ""
		}
		return fn.Name()
	}
	end := name(l.Client.End)
	if end == "" {
		end = "the end of its object"
	}
	short := " after " + end
	switch first, call := name(l.Client.New), name(l.Client.Call); {
	case first != "" && call != "":
		return []string{" after a client's " + first + ", " + call + " and " + end, " after " + call + " and " + end, short}
	case first != "" && l.Client.Call == nil:
		return []string{" after a client's " + first + " and " + end, short}
	}
	return []string{short}
}
