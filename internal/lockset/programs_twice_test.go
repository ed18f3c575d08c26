package lockset

// programsTwice have locks that are taken by who holds them, or by others.
var programsTwice = map[string]string{
	"deferred, unlocked and locked again": `
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.Unlock()
	work()
	s.mu.Lock()
}`,
	"locked again": `
func (s *S) f1() {
	s.mu.Lock()
	s.mu.Lock() // twice s.mu
}`,
	"locked again by a method": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get() // twice s.mu
}`,
	"locked again by a method of a method": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) more() int { return s.get() + 1 }
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.more() // twice s.mu
}`,
	"another object": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1(o *S) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return o.get() + s.next.get()
}`,
	"another lock": `
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.other.Lock()
	defer s.other.Unlock()
	return s.get()
}`,
	"if a parameter says so": `
func (s *S) get(lock bool) int {
	if lock {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
	return s.n
}
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get(false)
}
func (s *S) f2() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.get(true) // twice s.mu
}`,
	"in a field of a parameter": `
func get(s *S) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.next.mu.Lock()
	defer s.next.mu.Unlock()
	return get(s.next) // twice s.next.mu
}`,
	"a package variable": `
func get() {
	global.Lock()
	defer global.Unlock()
}
func f1() {
	global.Lock()
	get() // twice global
	global.Unlock()
}`,
	"a literal": `
func (s *S) f1() {
	s.mu.Lock()
	func() {
		s.mu.Lock()
		s.mu.Unlock()
	}() // twice s.mu
	s.mu.Unlock()
}`,
	"a goroutine": `
func (s *S) f1() {
	s.mu.Lock()
	go func() {
		s.mu.Lock()
		s.mu.Unlock()
	}()
	s.mu.Unlock()
}`,
	"a function that is called with the lock": `
func (s *S) with(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.with(func() { s.get() }) // twice s.mu
}
func (s *S) f2(o *S) {
	s.with(func() { o.get() })
}
func (s *S) f3() {
	s.with(func() { s.n++ })
}
func (s *S) between(f func()) { s.with(f) }
func (s *S) f4() {
	s.between(func() { s.get() }) // twice s.mu
}`,
	"a function that is called without the lock": `
func (s *S) with(f func()) {
	s.mu.Lock()
	s.mu.Unlock()
	f()
}
func (s *S) without(f func()) {
	s.mu.Unlock()
	f()
	s.mu.Lock()
}
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.with(func() { s.get() })
}
func (s *S) f2() {
	s.mu.Lock()
	s.without(func() { s.get() })
	s.mu.Unlock()
}
func (s *S) keep(f func()) { s.f = f }
func (s *S) f3() {
	s.mu.Lock()
	s.keep(func() { s.get() })
	s.mu.Unlock()
}`,
	"called back under the lock": `
func each(f func()) { f() }
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock()
	each(func() { s.get() }) // twice s.mu
}
func (s *S) f2() {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.list, func(a, b *S) int { return s.get() }) // twice s.mu
}
func (s *S) f3() {
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.list, func(a, b *S) int { return a.n - b.n })
}`,
	"a method value": `
func each(f func() int) { f() }
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() {
	s.mu.Lock()
	defer s.mu.Unlock()
	each(s.get) // twice s.mu
}
func (s *S) f2() {
	s.mu.Lock()
	defer s.mu.Unlock()
	each(s.next.get)
}`,
	"a method of an interface": `
type getter interface{ get() int }
func of(g getter) int { return g.get() }
func (s *S) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}
func (s *S) f1() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return of(s) // twice s.mu
}
func (s *S) f2(g getter) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return of(g) + of(s.next)
}`,
	"read twice": `
func (s *S) get() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.n
}
func (s *S) set() {
	s.rw.Lock()
	s.n++
	s.rw.Unlock()
}
func (s *S) f1() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.get() // reads twice s.rw
}`,
	"read twice, never written": `
func (s *S) get() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.n
}
func (s *S) f1() int {
	s.rw.RLock()
	defer s.rw.RUnlock()
	return s.get()
}`,
	"a lock that another goroutine gives back": `
func f1() {
	var mu sync.Mutex
	go func() {
		mu.Lock()
		mu.Lock()
	}()
	work()
	mu.Unlock()
}`,
	"a local lock of which nobody knows, read twice": `
func f1() {
	var s struct {
		sync.RWMutex
		n int
	}
	s.RLock()
	s.RLock()
	s.RUnlock()
	s.RUnlock()
	s.Lock()
	s.Unlock()
}`,
	"a local lock, read twice": `
func f1() {
	var mu sync.RWMutex
	mu.RLock()
	mu.RLock()
	mu.RUnlock()
	mu.RUnlock()
}
func f2() {
	var mu sync.RWMutex
	go func() {
		mu.Lock()
		mu.Unlock()
	}()
	mu.RLock()
	mu.RLock() // reads twice mu
	mu.RUnlock()
	mu.RUnlock()
}`,
	"written while read": `
func (s *S) set() {
	s.rw.Lock()
	s.n++
	s.rw.Unlock()
}
func (s *S) f1() {
	s.rw.RLock()
	defer s.rw.RUnlock()
	if s.n == 0 {
		s.set() // twice s.rw
	}
}`,
	"elements": `
func f1(list []*S, i, j int) {
	list[i].mu.Lock()
	list[j].mu.Lock()
	list[j].mu.Unlock()
	list[i].mu.Unlock()
}
func f2(list []*S, i int) {
	list[i].mu.Lock()
	list[i].mu.Lock() // twice list[...].mu
}`,
	"a recursive function": `
func (s *S) f1(n int) int {
	if n == 0 {
		return 0
	}
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
	return s.f1(n - 1)
}`,
	"a recursive function with the lock": `
func (s *S) f1(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n == 0 {
		return 0
	}
	return s.f1(n - 1) // twice s.mu
}`,
}

// programsOnce come to a sync.Once again, or take locks in its function.
var programsOnce = map[string]string{
	"a literal": `
type O struct{ once sync.Once; mu sync.Mutex; n int }
func (o *O) f1() int {
	o.once.Do(func() { o.n = o.f1() }) // twice o.once
	return o.n
}`,
	"a method, by another one": `
type O struct{ once sync.Once; mu sync.Mutex; n int }
func (o *O) all() int {
	o.once.Do(o.init) // twice o.once
	return o.n
}
func (o *O) get() int { return o.all() }
func (o *O) init() { o.n = o.get() }`,
	"another object": `
type O struct{ once sync.Once; up *O; n int }
func (o *O) f1() int {
	o.once.Do(func() { o.n = o.up.f1() })
	return o.n
}`,
	"one behind the other": `
type O struct{ once sync.Once; n int }
func (o *O) f1() int {
	o.once.Do(func() { o.n++ })
	o.once.Do(func() { o.n++ })
	return o.n
}`,
	"it takes the lock": `
type O struct{ once sync.Once; mu sync.Mutex; n int }
func (o *O) setup() {
	o.once.Do(func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.n = 1
	})
}
func (o *O) f1() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.setup() // twice o.mu
}`,
	"a goroutine of it takes the lock": `
type O struct{ once sync.Once; mu sync.Mutex; n int }
func (o *O) f1() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.once.Do(func() {
		go func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.n = 1
		}()
	})
}`,
}
