package levels

import "testing"

func TestAbandoned(t *testing.T) {
	abandoned(true) // what is wrong with it is wrong without the test
	helper(true)
}

func helper(fail bool) {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `^ch: goroutine blocks forever sending when helper returns at line 14, in a test; short$`
	if fail {
		return
	}
	<-ch
}

func ExampleHelper() {
	ch := make(chan int)
	go func() { <-ch }() // want `^ch: goroutine blocks forever receiving when ExampleHelper returns at line 22, in an example; short$`
}
