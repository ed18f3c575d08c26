// Package levels has leaks that are worth a warning beside some that are not.
package levels

func abandoned(fail bool) {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `^ch: goroutine blocks forever sending when abandoned returns at line 8; short$`
	if fail {
		return
	}
	<-ch
}
