package lockset

// programsTwo take two locks, or wait with one.
var programsTwo = map[string]string{
	"waits with the lock that the worker takes": `
type W struct {
	S
	wg   sync.WaitGroup
	quit chan struct{}
}
func Open() *W {
	w := &W{quit: make(chan struct{})}
	w.wg.Add(1)
	go w.work()
	return w
}
func (w *W) work() {
	defer w.wg.Done()
	for {
		select {
		case <-w.quit:
			return
		default:
			w.step()
		}
	}
}
func (w *W) step() {
	w.mu.Lock()
	w.n++
	w.mu.Unlock()
}
func (w *W) Close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	close(w.quit)
	w.wg.Wait() // held w.S.mu
}
func (w *W) wait() { w.wg.Wait() }
func (w *W) Close2() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.wait() // held w.S.mu
}
func (w *W) Close3() {
	w.other.Lock()
	defer w.other.Unlock()
	w.wait()
}
func (w *W) Close4() {
	w.mu.Lock()
	w.mu.Unlock()
	w.wait()
}`,
	"waits with the lock, by the Go of a group": `
type W struct {
	S
	wg sync.WaitGroup
}
func (w *W) Start() {
	w.wg.Go(func() {
		w.mu.Lock()
		w.n++
		w.mu.Unlock()
	})
	w.wg.Go(w.more)
}
func (w *W) more() {
	w.other.Lock()
	w.other.Unlock()
}
func (w *W) Close() {
	w.mu.Lock()
	w.wg.Wait() // held w.S.mu
	w.mu.Unlock()
}`,
	"waits with a lock that the worker takes when it is done": `
type W struct {
	S
	wg sync.WaitGroup
}
func (w *W) Start() {
	w.wg.Add(1)
	go func() {
		w.n++
		w.wg.Done()
		w.mu.Lock()
		w.mu.Unlock()
	}()
}
func (w *W) Close() {
	w.mu.Lock()
	w.wg.Wait()
	w.mu.Unlock()
}`,
	"two orders": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock() // order s.mu s.other
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"two orders, through calls": `
func (s *S) get() int {
	s.other.Lock()
	defer s.other.Unlock()
	return s.n
}
func (s *S) F1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get() // order s.mu s.other
}
func (s *S) both() {
	s.mu.Lock()
	s.mu.Unlock()
}
func F2(o *S) {
	o.other.Lock()
	o.both()
	o.other.Unlock()
}`,
	"two orders, the odd one": `
func (s *S) F1() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}
func (s *S) F3() {
	s.mu.Lock()
	s.other.Lock() // order s.mu s.other
	s.other.Unlock()
	s.mu.Unlock()
}`,
	"two orders of a lock that a callee leaves": `
func (s *S) lock() { s.mu.Lock(); s.other.Lock(); s.mu.Unlock() }
func (s *S) unlock() {
	s.mu.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F1() {
	s.lock() // order s.mu s.other
	s.unlock()
}`,
	"two orders, through what embeds the object": `
type T struct{ S }
func (t *T) F1() {
	t.mu.Lock()
	t.other.Lock() // order t.S.mu t.S.other
	t.other.Unlock()
	t.mu.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"a flag says which": `
func (s *S) F1() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.on {
		return
	}
	s.other.Lock()
	s.other.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.on = true
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"a third lock": `
func (s *S) F1() {
	global.Lock()
	defer global.Unlock()
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) turned() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}
func (s *S) F2() {
	global.Lock()
	s.turned()
	global.Unlock()
}`,
	"readers": `
type R struct{ a, b sync.RWMutex }
func (r *R) F1() {
	r.a.RLock()
	r.b.Lock()
	r.b.Unlock()
	r.a.RUnlock()
}
func (r *R) F2() {
	r.b.Lock()
	r.a.RLock()
	r.a.RUnlock()
	r.b.Unlock()
}`,
	"one order": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F2() {
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Lock()
	s.other.Unlock()
}`,
	"given back before": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) lowers() {
	s.other.Unlock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Lock()
}
func (s *S) F2() {
	s.other.Lock()
	s.lowers()
	s.other.Unlock()
}`,
	"objects that are not the same": `
func F1(a, b *S) {
	a.mu.Lock()
	b.other.Lock()
	b.other.Unlock()
	a.mu.Unlock()
}
func F2(a, b *S) {
	a.other.Lock()
	b.mu.Lock()
	b.mu.Unlock()
	a.other.Unlock()
}`,
	"TryLock takes no order": `
func (s *S) F1() {
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
}
func (s *S) F2() {
	s.other.Lock()
	if s.mu.TryLock() {
		s.mu.Unlock()
	}
	s.other.Unlock()
}`,
	"parents and children": `
func (s *S) F1() {
	s.mu.Lock()
	s.next.mu.Lock()
	s.next.mu.Unlock()
	s.mu.Unlock()
}`,
	"a new object": `
func F1() *S {
	s := new(S)
	s.mu.Lock()
	s.other.Lock()
	s.other.Unlock()
	s.mu.Unlock()
	return s
}
func (s *S) F2() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"goroutines": `
func start(s *S) {
	go func() {
		s.mu.Lock()
		s.other.Lock() // order s.mu s.other
		s.other.Unlock()
		s.mu.Unlock()
	}()
	go s.turned()
}
func (s *S) turned() {
	s.other.Lock()
	s.mu.Lock()
	s.mu.Unlock()
	s.other.Unlock()
}`,
	"an element, left to the caller": `
type M struct {
	sync.RWMutex
	m map[string]*sync.Mutex
}
func (m *M) lock(key string) {
	m.Lock()
	if _, ok := m.m[key]; !ok {
		m.m[key] = new(sync.Mutex)
	}
	m.m[key].Lock()
	m.Unlock()
}
func (m *M) unlock(key string) {
	m.RLock()
	defer m.RUnlock()
	if mu, ok := m.m[key]; ok {
		mu.Unlock()
	}
}
func (m *M) F1(key string) {
	m.lock(key) // order m m.m[...]
	defer func() { m.unlock(key) }()
	work()
}`,
	"package variables": `
func F1() {
	global.Lock()
	second.Lock() // order global second
	second.Unlock()
	global.Unlock()
}
var second sync.Mutex
func F2() {
	second.Lock()
	global.Lock()
	global.Unlock()
	second.Unlock()
}`,
}
