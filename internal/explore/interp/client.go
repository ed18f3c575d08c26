package interp

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/gopitfalls/gopitfalls/internal/effects"
	"github.com/gopitfalls/gopitfalls/internal/explore/domain"
	"github.com/gopitfalls/gopitfalls/internal/ssabuild"
)

// A Client is code that is not seen, which makes an object by calling the root, calls
// methods of it one behind the other, and then has no use for it any more. What it is
// given it keeps, and serves; what it is not given, nobody serves but the object.
type Client struct {
	*effects.Client
	Then      []*ssa.Function // called when the root has returned, or what may be if it only Makes
	Ends      int             // how many of these, the last ones, end the object
	Serves    bool            // the first one has not returned when the others are called
	Meanwhile bool            // the one before these has not returned when they are called
	Makes     bool            // nothing is called: the states are wanted in which there is an object
	Fails     bool            // the one before these fails

	Returned bool // all calls but those that end it have returned, on some path
	Over     bool // so have these
	IsStuck  bool // the client is stuck, on some path
}

// IsGiven reports whether what is stored at an address is a channel that clients are given:
// it is in an exported field, or an exported function returns it.
func (c *Client) IsGiven(addr ssa.Value) bool {
	a, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	f := ssabuild.Field(a)
	return f != nil && (f.Exported() || c.Hands[f])
}

// isDrained reports whether a client is likely to receive from a channel that it is given, at an
// address, as long as it has the object: no close tells it to stop, and what it receives are neither
// errors, of which there may be a last one, nor signals.
func (m *Interpreter) isDrained(addr ssa.Value) bool {
	f := ssabuild.Field(addr.(*ssa.FieldAddr))
	ch, ok := f.Type().Underlying().(*types.Chan)
	if !ok {
		return false
	}
	elem := ch.Elem()
	switch u := elem.Underlying().(type) {
	case *types.Struct:
		if u.NumFields() == 0 {
			return false
		}
	case *types.Basic:
		if u.Kind() == types.Bool {
			return false
		}
	}
	return !ssabuild.IsError(elem) && !m.Closes(f)
}

// Literal returns the state in which a client has made an object by a literal, in which it sets
// what it likes of the fields that are exported.
func (m *Interpreter) Literal() *domain.State {
	s := &domain.State{Table: m.Table, Stamp: m.Stamp()}
	s.Goroutines = append(s.Goroutines, &domain.Goroutine{Stamp: s.Stamp})
	t := ssabuild.Deref(m.Client.Type)
	object := domain.Ptr{Obj: s.Add(domain.Object{Kind: domain.Memory, Type: t, Value: m.Zero(t)})}
	fields := t.Underlying().(*types.Struct)
	for i := range fields.NumFields() {
		if f := fields.Field(i); f.Exported() {
			s.Write(m.Part(object, i), s.Unknown(f.Type()))
		}
	}
	s.Goroutines[0].Uses = object
	return s
}

// CallFirst lets a client that has an object make its first call. It reports false if the path
// ends.
func (m *Interpreter) CallFirst(s *domain.State) (alive bool) {
	g := s.OwnGoroutine(0)
	g.Status, g.Wait = domain.Running, nil
	_, alive = m.callThen(s)
	return alive
}

// HasObject reports whether a client has an object now, and has called nothing yet.
func (m *Interpreter) HasObject(s *domain.State) bool {
	g := s.Goroutines[0]
	return m.Client != nil && m.Client.Makes && g.Uses != nil && g.Wait != nil && g.Wait.Lock == domain.ForYield && len(g.Frames) == 0
}

// Ending reports whether the client is in the first call that ends the object, and whether
// it is in the last one, or has dropped the object.
func (c *Client) Ending(s *domain.State) (first, last bool) {
	n := s.Goroutines[0].Calls
	return n == len(c.Then)-c.Ends+1, n >= len(c.Then)
}

// Ahead returns the functions that a client has yet to call, or may call.
func (m *Interpreter) Ahead(s *domain.State) []*ssa.Function {
	if m.Client == nil || s.Goroutines[0].Uses == nil && s.Goroutines[0].Calls > 0 {
		return nil
	}
	return m.Client.Then[s.Goroutines[0].Calls:]
}

// isEnding reports whether a goroutine is the client's, and in a call that ends the object.
func (m *Interpreter) isEnding(s *domain.State, gi int) bool {
	return m.Client != nil && gi == 0 && s.Goroutines[0].Calls > len(m.Client.Then)-m.Client.Ends
}

// noteEnd notes that the end of an object does something, in the goroutine that calls it.
func (m *Interpreter) noteEnd(s *domain.State, gi int) {
	if m.isEnding(s, gi) {
		s.OwnGoroutine(gi).Ended = true
	}
}

// callNext lets the client call the next function, now that one has returned. It reports
// false if there is none, or if the path ends: the client takes it that nothing has failed,
// and an object that others have is theirs to end.
func (m *Interpreter) callNext(s *domain.State, result domain.Value) (calls, alive bool) {
	g := s.OwnGoroutine(0)
	if g.Unwind != domain.NotUnwinding {
		return false, false
	}
	returned := m.Client.New
	if g.Calls > 0 {
		returned = m.Client.Then[g.Calls-1]
	}
	list := []domain.Value{result}
	if tuple, ok := result.(*domain.AggV); ok && returned != nil && returned.Signature.Results().Len() != 1 {
		list = slices.Clone(tuple.Elems)
	}
	if g.Calls == 0 && returned != nil && !m.takeObject(s, list) {
		return false, false
	}
	m.noteReturned(s) // be it with an error
	if returned != nil && !m.takeResults(s, returned, list) {
		return false, false
	}
	if m.Client.Makes {
		g.Frames = nil
		g.Status, g.Wait = domain.Waiting, &domain.Wait{Instr: returned.Blocks[0].Instrs[0], Lock: domain.ForYield}
		return true, true
	}
	return m.callThen(s)
}

// callThen lets the client call the next function, if there is one, on what it has.
func (m *Interpreter) callThen(s *domain.State) (calls, alive bool) {
	g := s.OwnGoroutine(0)
	m.noteReturned(s)
	if g.Calls == len(m.Client.Then) {
		m.Client.Over = true
		s.TakeBack()
		return false, true
	}
	fn := m.Client.Then[g.Calls]
	args, binds := m.argsOf(s, fn, g.Uses)
	f := m.newFrame(s, fn, args, binds)
	f.Stack = m.Stack(int32(0), f.Block.Instrs[0])
	g.Calls++
	if m.Client.Serves && g.Calls == 1 || m.Client.Meanwhile && g.Calls == len(m.Client.Then)-m.Client.Ends {
		return m.callMeanwhile(s, fn, f)
	}
	if g.Calls == len(m.Client.Then) {
		g.Uses = nil
	}
	g.Frames = []*domain.Frame{f}
	// What the object has started may come first, or not.
	g.Status, g.Wait = domain.Waiting, &domain.Wait{Instr: f.Block.Instrs[0], Lock: domain.ForYield, Then: func(s *domain.State, _ int) bool {
		s.Record(domain.Event{Kind: domain.EventClient, Pos: fn.Pos(), Text: called(fn)})
		return true
	}}
	return true, true
}

// noteReturned notes that all calls but those that end the object have returned, or have begun,
// if they have.
func (m *Interpreter) noteReturned(s *domain.State) {
	if s.Goroutines[0].Calls == len(m.Client.Then)-m.Client.Ends {
		m.Client.Returned = true
	}
}

// called says what function a client calls.
func called(fn *ssa.Function) string {
	if fn.Parent() != nil {
		return "the function that it was given"
	}
	return fn.Name()
}

// takeObject takes the object from what making it has returned, or all of that if it comes
// with a function that ends it: what else there is, a client drops when it has called that. It
// reports false if there is none that nobody else has.
func (m *Interpreter) takeObject(s *domain.State, list []domain.Value) bool {
	g := s.OwnGoroutine(0)
	if m.Client.Ends > 0 && m.Client.Client.Ends[0].Parent() != nil {
		end := m.Client.Client.Ends[0]
		all := slices.Clone(list)
		given := slices.IndexFunc(all, func(v domain.Value) bool { f, ok := s.Resolve(v).(*domain.FuncV); return ok && f.Fn == end })
		if given < 0 {
			return false
		}
		g.Uses = &domain.AggV{Elems: all}
		for i := range list {
			if !ssabuild.IsError(m.Client.New.Signature.Results().At(i).Type()) {
				list[i] = nil
			}
		}
		return true
	}
	if m.Client.Result >= len(list) {
		return false // what a test is to do at its end has returned
	}
	g.Uses = list[m.Client.Result]
	if x, ok := g.Uses.(*domain.IfaceV); ok {
		if !types.Identical(x.Type, m.Client.Type) {
			return false // another one
		}
		g.Uses = x.Value
	}
	list[m.Client.Result] = nil
	p, ok := s.Resolve(g.Uses).(domain.Ptr)
	if !ok || s.Object(p.Obj).External {
		return false
	}
	return true
}

// takeResults takes what a call has returned. It reports false if that is an error of a call
// that makes or starts the object, and is not to fail: what has failed to start need not be ended.
func (m *Interpreter) takeResults(s *domain.State, returned *ssa.Function, list []domain.Value) bool {
	g := s.Goroutines[0]
	for i, v := range list {
		if v == nil || i >= returned.Signature.Results().Len() {
			continue
		}
		if ssabuild.IsError(returned.Signature.Results().At(i).Type()) {
			fails := m.Client.Fails && g.Calls == len(m.Client.Then)-m.Client.Ends
			if (fails || m.mustSucceed(returned, g.Calls)) && !s.Assume(s.Binop(token.EQL, v, domain.NilV{}), !fails) {
				return false
			}
			continue
		}
		s.Escape(v)
	}
	return true
}

// mustSucceed reports whether the n-th call of a client goes on only if the call succeeds.
func (m *Interpreter) mustSucceed(fn *ssa.Function, n int) bool {
	return n == 0 || n <= len(m.Client.Then)-m.Client.Ends && m.Client.Starts(fn)
}

// argsOf returns what a client calls a function with: an object, or the literal or method value
// that came with it, and whatever it likes.
func (m *Interpreter) argsOf(s *domain.State, fn *ssa.Function, uses domain.Value) (args, binds []domain.Value) {
	object, came := uses, fn.Parent() != nil
	if all, ok := uses.(*domain.AggV); ok {
		object = all.Elems[m.Client.Result]
		for _, v := range all.Elems {
			if lit, ok := s.Resolve(v).(*domain.FuncV); ok && lit.Fn == fn {
				binds, came = lit.Binds, true
			}
		}
	}
	args = make([]domain.Value, len(fn.Params))
	for i, p := range fn.Params {
		args[i] = s.Unknown(p.Type())
	}
	if i := m.Client.Takes(fn); !came && i >= 0 {
		args[i] = object
	}
	return args, binds
}

// callMeanwhile calls a function in a goroutine of its own. It has come to its first visible
// operation when the client goes on: a call that comes behind the end is another matter.
func (m *Interpreter) callMeanwhile(s *domain.State, fn *ssa.Function, f *domain.Frame) (calls, alive bool) {
	if !m.mayStart(s) {
		return false, false
	}
	called := &domain.Goroutine{Stamp: s.Stamp, ID: len(s.Goroutines), Called: fn, Uses: s.Goroutines[0].Uses, Frames: []*domain.Frame{f}}
	s.Goroutines = append(s.Goroutines, called)
	s.Record(domain.Event{Goroutine: called.ID, Kind: domain.EventClient, Pos: fn.Pos(), Text: fn.Name()})
	return m.callThen(s)
}
