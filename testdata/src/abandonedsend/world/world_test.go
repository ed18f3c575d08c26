package world

import "testing"

// The test stops no one: what it leaves behind is no defect of Each and Generic.
func TestEach(t *testing.T) {
	<-Each(3, make(chan struct{}))
	Generic("a")
}

// What stands in the test is reported.
func TestOwn(t *testing.T) {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `ch: goroutine blocks forever sending when TestOwn returns`
	if first() == 1 {
		return
	}
	<-ch
}
