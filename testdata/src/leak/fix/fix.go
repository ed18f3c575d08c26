// Package fix has channels whose make is given a buffer.
package fix

func none() {
	done := make(chan bool)
	go func() {
		done <- true // want `done: goroutine blocks forever sending when none returns at line 9; make done with a buffer of 1`
	}()
}

func zero(items []string) {
	sizes := make(chan int, 0)
	for _, item := range items {
		go func() {
			sizes <- len(item) // want `sizes: goroutine blocks forever sending when zero returns at line 18; make sizes with a buffer of len\(items\)`
		}()
	}
}

type task struct {
	result chan error
}

func field() {
	t := task{result: make(chan error)}
	go func() {
		t.result <- nil // want `t.result: goroutine blocks forever sending when field returns at line 29; make t.result with a buffer of 1`
	}()
}
