// Package cycles has functions that call each other. What is known of them must not
// depend on which of them somebody asks about first.
package cycles

func f(c chan int, n int) {
	if n > 0 {
		g(c, n-1)
	}
	c <- 1 // want `^c: goroutine blocks forever sending when Receives returns`
}

func g(c chan int, n int) { f(c, n) }

// Fills asks about both, in a loop.
func Fills(n int) {
	if n > 100 {
		return
	}
	c := make(chan int, 100)
	for i := 0; i < n; i++ {
		if i == 3 {
			f(c, 0)
		} else {
			g(c, 0)
		}
	}
}

// Receives takes one value of many.
func Receives(n int) {
	c := make(chan int, 1)
	go func() {
		for i := 0; i < n; i++ {
			g(c, 0)
		}
	}()
	<-c
}

// A flag that functions which call each other clear.
type flag struct{ on bool }

func (t *flag) clear(n int) {
	if n > 0 {
		t.again(n - 1)
	}
	t.on = false
}

func (t *flag) again(n int) { t.clear(n) }

// First asks about clear first.
func First(t *flag) {
	c := make(chan int, 1)
	t.clear(1)
	if t.on {
		c <- 1
	}
}

// Cleared knows that nobody receives.
func Cleared(t *flag) {
	c := make(chan int)
	go func() {
		c <- 1 // want `^c: goroutine blocks forever sending when Cleared returns`
	}()
	t.on = true
	t.again(1)
	if t.on {
		<-c
	}
}
