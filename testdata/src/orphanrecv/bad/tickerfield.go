package bad

import "time"

type ticking struct {
	ticker *time.Ticker
	flush  func()
}

func newTicking(flush func()) *ticking {
	f := &ticking{time.NewTicker(time.Minute), flush}
	go f.run()
	return f
}

func (f *ticking) run() {
	for range f.ticker.C { // want `blocks forever ranging`
		f.flush()
	}
}

// Close does not end the goroutine.
func (f *ticking) Close() { f.ticker.Stop() }

// Whoever is given a ticking may close it.
func NewTicking(flush func()) interface{ Close() } { return newTicking(flush) }

func flushesOnce() { newTicking(func() {}).Close() }

type ticked[T any] struct{ ticks *time.Ticker }

func startTicked[T any](poll func() T, got func(T)) *ticked[T] {
	p := &ticked[T]{ticks: time.NewTicker(time.Minute)}
	go func() {
		for range (p.ticks).C { // want `blocks forever ranging`
			for {
				got(poll())
				break
			}
		}
	}()
	return p
}

func (p *ticked[T]) stop() { p.ticks.Stop() }

func pollsNothing() { startTicked(func() int { return 0 }, func(int) {}).stop() }

type shared struct{ ticks *time.Ticker }

// The caller is not seen.
func Share(f func()) *shared {
	s := &shared{time.NewTicker(time.Minute)}
	go func() {
		for range s.ticks.C { // want `s.ticks.C: goroutine blocks forever ranging once the ticker is stopped`
			f()
		}
	}()
	return s
}

func (s *shared) Close() { s.ticks.Stop() }

// Jobs are kept under their names, and stopped when they are taken out.
type Jobs struct{ byName map[string]*job }

func NewJobs() *Jobs { return &Jobs{byName: make(map[string]*job)} }

type job struct {
	every *time.Ticker
	do    func()
}

func (j *Jobs) Add(name string, do func()) {
	one := &job{time.NewTicker(time.Minute), do}
	j.byName[name] = one
	go one.run()
	go one.watch()
}

func (j *job) run() {
	for {
		<-j.every.C // want `j.every.C: goroutine blocks forever receiving once the ticker is stopped, which closes nothing; select on a done channel too`
		j.do()
	}
}

func (j *job) watch() {
	for {
		select {
		case now := <-j.every.C: // want `j.every.C: goroutine blocks forever receiving once the ticker is stopped, which closes nothing; select on a done channel too`
			println(now.String())
		}
	}
}

func (j *Jobs) Remove(name string) {
	j.byName[name].every.Stop()
	delete(j.byName, name)
}
