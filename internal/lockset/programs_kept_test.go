package lockset

// programsKept have paths that keep a lock, or give back what is not held, or do neither.
var programsKept = map[string]string{
	"a return": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		return // keeps s.mu
	}
	s.mu.Unlock()
}`,
	"a return behind a nested condition": `
func (s *S) f1(a, b bool) int {
	s.mu.Lock()
	if a {
		if b {
			return 1 // keeps s.mu
		}
		s.mu.Unlock()
		return 2
	}
	s.mu.Unlock()
	return 3
}`,
	"the same condition": `
func (s *S) f1(b bool) {
	if b {
		s.mu.Lock()
	}
	s.n++
	if b {
		s.mu.Unlock()
	}
}`,
	"the same condition, negated": `
func (s *S) f1(b bool) {
	if !b {
		s.mu.Lock()
	}
	if b {
		return
	}
	s.mu.Unlock()
}`,
	"deferred": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if b {
		return
	}
	s.n++
}`,
	"deferred, behind a return": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		return // keeps s.mu
	}
	defer s.mu.Unlock()
	s.n++
}`,
	"deferred, and unlocked": `
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock() // unheld s.mu
	if work() != nil {
		s.mu.Unlock()
		return
	}
}`,
	"unlocked twice": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		s.mu.Unlock()
	}
	s.mu.Unlock() // unheld s.mu
}`,
	"another mode": `
func (s *S) f1(b bool) {
	s.rw.RLock()
	if b {
		s.rw.RUnlock()
		return
	}
	s.rw.Unlock()
}`,
	"the next round of a loop": `
func (s *S) f1(list []int) {
	for _, n := range list {
		s.mu.Lock() // keeps s.mu
		if n > 0 {
			continue
		}
		s.mu.Unlock()
	}
}`,
	"all rounds": `
func (s *S) f1(list []int) {
	for range list {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
	}
}`,
	"out of a loop, where it is not taken on each way": `
func (s *S) f1(list []int) {
	for _, n := range list {
		s.mu.Lock()
		if n > 0 {
			break
		}
		s.mu.Unlock()
	}
}`,
	"exit and panic": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		os.Exit(1)
	}
	if s.n == 0 {
		panic("none")
	}
	s.mu.Unlock()
}`,
	"a select": `
func (s *S) f1(a, b chan int) {
	s.mu.Lock()
	select {
	case <-a:
		s.mu.Unlock()
	case <-b:
	}
} // keeps s.mu`,
	"a switch": `
func (s *S) f1() {
	s.mu.Lock()
	switch s.n {
	case 1:
		s.mu.Unlock()
	case 2:
		s.mu.Unlock()
	default:
		s.mu.Unlock()
	}
}`,
	"TryLock": `
func (s *S) f1() {
	if !s.mu.TryLock() {
		return
	}
	if s.n > 0 {
		return // keeps s.mu
	}
	s.mu.Unlock()
}`,
	"TryLock of what is held": `
func (s *S) f1() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.mu.TryLock() {
		return true
	}
	return false
}`,
	"left to the caller": `
func (s *S) begin() error {
	s.mu.Lock()
	if s.on {
		s.mu.Unlock()
		return errors.New("on")
	}
	return nil
}
func (s *S) f1() error {
	if err := s.begin(); err != nil {
		return err
	}
	defer s.mu.Unlock()
	return work()
}`,
	"left to a caller who forgets it": `
func (s *S) begin() { s.mu.Lock() }
func (s *S) end()   { s.mu.Unlock() }
func (s *S) f1() error {
	s.begin()
	if err := work(); err != nil {
		return err // keeps s.mu
	}
	s.end()
	return nil
}`,
	"an unlock that others call, of an object that is forgotten then": `
type T struct{ s *S }
func (s *S) Begin() (*T, error) {
	s.mu.Lock()
	if s.on {
		s.mu.Unlock()
		return nil, errors.New("on")
	}
	t := new(T)
	t.init(s)
	return t, nil
}
func (t *T) init(s *S) { t.s = s }
func (t *T) End() {
	if t.s == nil {
		return
	}
	t.s.mu.Unlock()
	t.s = nil
}
func (s *S) BeginAny(b bool) (*T, error) {
	if b {
		return s.Begin()
	}
	return nil, nil
}
func F(s *S) error {
	t, err := s.BeginAny(true)
	if err != nil {
		return err
	}
	defer t.End()
	return work()
}`,
	"an error in a captured variable": `
func (s *S) begin() error {
	if s.on {
		return errors.New("on")
	}
	s.mu.Lock()
	return nil
}
func (s *S) f1(each func(func() error)) {
	err := work()
	each(func() error {
		if err = s.begin(); err != nil {
			return err
		}
		s.n++
		s.mu.Unlock()
		return nil
	})
}`,
	"an unlock that others call": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		return
	}
	s.mu.Unlock()
}
func (s *S) Unlock() { s.mu.Unlock() }`,
	"a function that is returned": `
func (s *S) f1(b bool) func() {
	s.mu.Lock()
	if b {
		s.mu.Unlock()
		return nil
	}
	return s.mu.Unlock
}`,
	"a goroutine that unlocks": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	if b {
		go func() {
			work()
			s.mu.Unlock()
		}()
		return
	}
	s.mu.Unlock()
}`,
	"an unlock by a flag": `
func (s *S) f1() {
	locked := true
	s.mu.Lock()
	defer func() {
		if locked {
			s.mu.Unlock()
		}
	}()
	if s.on {
		locked = false
		s.mu.Unlock()
		return
	}
	s.n++
}`,
	"hand over hand": `
func (s *S) f1() (n int) {
	s.mu.Lock()
	for s.next != nil {
		s.next.mu.Lock()
		next := s.next
		s.mu.Unlock()
		s = next
		n++
	}
	s.mu.Unlock()
	return n
}`,
	"an unknown function has the lock": `
func (s *S) f1(b bool) {
	s.mu.Lock()
	take(&s.mu)
	if b {
		return
	}
	s.mu.Unlock()
}`,
	"through an embedded lock": `
type E struct {
	sync.Mutex
	n int
}
func (e *E) f1(b bool) {
	e.Lock()
	if b {
		return // keeps e
	}
	e.Unlock()
}`,
	"a Locker": `
func f1(l sync.Locker, b bool) {
	l.Lock()
	if b {
		return // keeps l
	}
	l.Unlock()
}`,
	"no path gives back a lock of which nobody else knows": `
func (s *S) f1() {
	s.mu.Lock()
	s.n++
} // keeps s.mu`,
	"no path gives it back, but a method that others call": `
func (s *S) f1() {
	s.mu.Lock()
}
func (s *S) F2() {
	s.mu.Unlock()
}`,
	"no path gives it back, but its caller does": `
func (s *S) f1() {
	s.mu.Lock()
}
func (s *S) f2() {
	s.f1()
	s.n++
	s.mu.Unlock()
}`,
	"no path gives it back, and others have its address": `
func (s *S) f1() {
	take(&s.mu)
	s.mu.Lock()
}`,
	"a field that others can name": `
type X struct{ Mu sync.Mutex }
func (x *X) f1() {
	x.Mu.Lock()
}`,
	"embedded in a type that others cannot name": `
type x struct{ sync.Mutex }
func (x *x) f1() {
	x.Lock()
} // keeps x`,
	"embedded in a type that others can name": `
type X struct{ sync.Mutex }
func (x *X) f1() {
	x.Lock()
}`,
	"read-locked for ever, without a writer": `
func (s *S) f1() {
	s.rw.RLock()
}`,
	"tried once and for all": `
func (s *S) f1() bool {
	return s.mu.TryLock()
}`,
	"the result does not tell it to a caller who could give it back": `
func (s *S) F1() *int {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return nil
	}
	return new(s.n) // keeps s.mu
}`,
	"a literal that is returned": `
func (s *S) F1() func() *int {
	return func() *int {
		s.mu.Lock()
		if s.n == 0 {
			s.mu.Unlock()
			return nil
		}
		return new(s.n) // keeps s.mu
	}
}`,
	"a literal that is called where it stands": `
func (s *S) f1() {
	func() { s.mu.Lock() }()
	s.n++
	s.mu.Unlock()
}`,
	"given back as a writer": `
func (s *S) f1() int {
	s.rw.RLock()
	defer s.rw.Unlock() // unheld s.rw
	return s.n
}`,
	"given back as a reader": `
func (s *S) f1() {
	s.rw.Lock()
	s.n++
	s.rw.RUnlock() // unheld s.rw
}`,
	"a mode that is asked twice": `
func (s *S) f1() {
	if s.on {
		s.rw.Lock()
	} else {
		s.rw.RLock()
	}
	s.n++
	if s.on {
		s.rw.Unlock()
	} else {
		s.rw.RUnlock()
	}
}`,
	"a mode that a function tells twice": `
func (s *S) f1() {
	if cond() {
		s.rw.Lock()
	} else {
		s.rw.RLock()
	}
	s.n++
	if cond() {
		s.rw.Unlock()
	} else {
		s.rw.RUnlock()
	}
}`,
}
