package lockset

// programsMore are what a small change of the engine would get wrong.
var programsMore = map[string]string{
	"a callee of which nothing tells whether it keeps a lock": `
func (s *S) maybe() bool {
	if s.n > 3 {
		s.rw.Lock()
	}
	return cond()
}
func (s *S) F1(b bool) {
	s.maybe()
	s.mu.Lock()
	if b {
		return // keeps s.mu
	}
	s.mu.Unlock()
}
func (s *S) F2() { s.rw.Unlock() }`,
	"a captured variable that is false when it is asked": `
func (s *S) F1(b bool) {
	lock := false
	f := func() {
		if lock {
			s.mu.Lock()
			s.n++
			s.mu.Unlock()
		}
	}
	s.mu.Lock()
	f()
	lock = b
	s.mu.Unlock()
}`,
	"a variable tells that it is locked": `
func (s *S) F1(b bool) {
	locked := false
	if b {
		s.mu.Lock()
		locked = true
	}
	s.n++
	if !locked {
		return
	}
	s.mu.Unlock()
}`,
	"each round has another one": `
func F1(list []*S) {
	for _, s := range list {
		s.mu.Lock()
		if s.n > 3 {
			continue
		}
		s.mu.Unlock()
	}
}`,
	"an error of the package": `
var errOn = errors.New("on")
func (s *S) begin() error {
	s.mu.Lock()
	if s.on {
		return errOn // keeps s.mu
	}
	return nil
}
func (s *S) F1() error {
	if err := s.begin(); err != nil {
		panic(err)
	}
	s.n++
	s.mu.Unlock()
	return nil
}`,
	"a group runs what takes the lock": `
type G struct {
	mu sync.Mutex
	wg sync.WaitGroup
	n  int
}
func (g *G) F1() {
	g.wg.Go(func() {
		g.mu.Lock()
		g.n++
		g.mu.Unlock()
	})
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wg.Wait() // held g.mu
}`,
	"a parent and its children": `
type T struct {
	mu    sync.Mutex
	up    *T
	below []*T
	n     int
}
func (t *T) Down() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, x := range t.below {
		x.mu.Lock()
		x.n++
		x.mu.Unlock()
	}
}
func (t *T) Up() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.up.mu.Lock()
	t.up.n++
	t.up.mu.Unlock()
}`,
}
