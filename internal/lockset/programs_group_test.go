package lockset

// programsGroup have groups in fields. Each has a type G; who waits for it is below.
var programsGroup = map[string]string{
	"done at the end only": `
type G struct { wg sync.WaitGroup; mu sync.Mutex }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Flush() error {
	g.wg.Add(1)
	if cond() {
		return nil // undone g.wg
	}
	err := work()
	if err != nil {
		return err // undone g.wg
	}
	g.wg.Done()
	return err
}`,
	"an error before the goroutine": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Go(f func()) error {
	g.wg.Add(1)
	if err := work(); err != nil {
		return err // undone g.wg
	}
	go func() {
		defer g.wg.Done()
		f()
	}()
	return nil
}`,
	"an error before a method is started": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Start() error {
	g.wg.Add(1)
	if err := work(); err != nil {
		return err // undone g.wg
	}
	go g.loop()
	return nil
}
func (g *G) loop() { defer g.wg.Done(); work() }`,
	"a goroutine that skips it": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Start() {
	g.wg.Add(1)
	go g.loop()
}
func (g *G) loop() {
	if err := work(); err != nil {
		return // undone g.wg
	}
	g.wg.Done()
}`,
	"a literal that skips it": `
type G struct { wg sync.WaitGroup; on bool }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Start() {
	g.wg.Add(1)
	go func() {
		for cond() {
			if g.on {
				return // undone g.wg
			}
		}
		g.wg.Done()
	}()
}`,
	"deferred": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Flush() error {
	g.wg.Add(1)
	defer g.wg.Done()
	if cond() {
		return nil
	}
	return work()
}`,
	"a result tells": `
type G struct { wg sync.WaitGroup; on bool }
func (g *G) Close() { g.wg.Wait() }
func (g *G) acquire() bool {
	g.wg.Add(1)
	if g.on {
		g.wg.Done()
		return false
	}
	return true
}
func (g *G) Use() {
	if !g.acquire() {
		return
	}
	work()
	g.wg.Done()
}`,
	"a pool": `
type G struct { wg sync.WaitGroup; jobs chan func() }
func New() *G { g := &G{jobs: make(chan func())}; go g.loop(); return g }
func (g *G) loop() {
	for f := range g.jobs {
		f()
		g.wg.Done()
	}
}
func (g *G) Close() { g.wg.Wait() }
func (g *G) Submit(f func()) {
	g.wg.Add(1)
	select {
	case g.jobs <- f:
		return
	default:
		g.wg.Done()
	}
}`,
	"who is asked may do it": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Done() { g.wg.Done() }
func (g *G) Flush() error {
	g.wg.Add(1)
	if err := work(); err != nil {
		return err
	}
	g.wg.Done()
	return nil
}`,
	"nobody waits": `
type G struct { wg sync.WaitGroup }
func (g *G) Flush() error {
	g.wg.Add(1)
	if err := work(); err != nil {
		return err
	}
	g.wg.Done()
	return nil
}`,
	"others can name it": `
type G struct { Wg sync.WaitGroup }
func (g *G) Close() { g.Wg.Wait() }
func (g *G) Flush() error {
	g.Wg.Add(1)
	if err := work(); err != nil {
		return err
	}
	g.Wg.Done()
	return nil
}`,
	"others have its address": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Flush() error {
	g.wg.Add(1)
	if err := work(); err != nil {
		take(&g.wg)
		return err
	}
	g.wg.Done()
	return nil
}`,
	"more than one": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Flush() error {
	g.wg.Add(2)
	if err := work(); err != nil {
		return err
	}
	go func() { g.wg.Done() }()
	g.wg.Done()
	return nil
}`,
	"a callback has it": `
type G struct { wg sync.WaitGroup; f func() }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Flush() error {
	g.wg.Add(1)
	g.f = func() { g.wg.Done() }
	if err := work(); err != nil {
		return err
	}
	go g.f()
	return nil
}`,
	"a goroutine of the goroutine": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Start() {
	g.wg.Add(1)
	go func() {
		if cond() {
			go func() { g.wg.Done() }()
			return
		}
		g.wg.Done()
	}()
}`,
	"only counted if it is on": `
type G struct { wg sync.WaitGroup; on bool }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Start() {
	if g.on {
		g.wg.Add(1)
	}
	go g.loop()
}
func (g *G) loop() {
	work()
	if g.on {
		g.wg.Done()
	}
}`,
	"as the argument has it": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Start() {
	g.wg.Add(1)
	go g.loop(true)
	go g.loop(false)
}
func (g *G) loop(counted bool) {
	work()
	if counted {
		g.wg.Done()
	}
}`,
	"a bound Done": `
type G struct { wg sync.WaitGroup }
func (g *G) Close() { g.wg.Wait() }
func (g *G) Start(f func(func())) error {
	g.wg.Add(1)
	f(g.wg.Done)
	return work()
}`,
}
