// Package lib is no program: who imports it may run for ever.
package lib

func use() {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `^ch: goroutine blocks forever sending when use returns at line 7; short$`
}
