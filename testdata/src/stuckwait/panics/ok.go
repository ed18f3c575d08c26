package panics

import "sync"

type safe struct {
	wg  sync.WaitGroup
	val any
}

// Safe defers the Done.
type Safe struct {
	mu sync.Mutex
	m  map[string]*safe
}

func (g *Safe) Do(key string, fn func() any) any {
	g.mu.Lock()
	if c, ok := g.m[key]; ok {
		g.mu.Unlock()
		c.wg.Wait()
		return c.val
	}
	c := new(safe)
	c.wg.Add(1)
	g.m[key] = c
	g.mu.Unlock()
	func() {
		defer c.wg.Done()
		c.val = fn()
	}()
	return c.val
}

type normal struct {
	wg  sync.WaitGroup
	val any
}

// Normal looks in what it defers whether fn has returned.
type Normal struct {
	mu sync.Mutex
	m  map[string]*normal
}

func (g *Normal) Do(key string, fn func() any) any {
	g.mu.Lock()
	if c, ok := g.m[key]; ok {
		g.mu.Unlock()
		c.wg.Wait()
		return c.val
	}
	c := new(normal)
	c.wg.Add(1)
	g.m[key] = c
	g.mu.Unlock()
	returned := false
	defer func() {
		if !returned {
			c.wg.Done()
		}
	}()
	c.val = fn()
	returned = true
	c.wg.Done()
	return c.val
}

// Workers are waited for by who starts them: a panic in one ends the program.
type Workers struct {
	wg  sync.WaitGroup
	all []*Workers
}

func (w *Workers) Run(fns []func()) {
	for _, fn := range fns {
		w.wg.Add(1)
		go func() {
			fn()
			w.wg.Done()
		}()
	}
	w.wg.Wait()
}
