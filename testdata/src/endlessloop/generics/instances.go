package generics

import "time"

// A counter starts instances of a function, which end no more than others.
type counter struct{ n int }

func countEvery[T any](c *counter, step T, by func(T) int) {
	for { // want `the goroutine in this loop goes on after Stop, since there is no way out; let Stop tell it to return`
		time.Sleep(time.Second)
		c.n += by(step)
	}
}

func (c *counter) Start() {
	go countEvery(c, 1, func(n int) int { return n })
	go countEvery(c, "x", func(s string) int { return len(s) })
}

func (c *counter) Stop() {}
