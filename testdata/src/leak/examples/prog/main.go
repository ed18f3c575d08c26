// The program shows how something is used.
package main

func main() {
	for range 3 {
		show()
	}
}

func show() {
	ch := make(chan int)
	go func() { ch <- 1 }() // want `^ch: goroutine blocks forever sending when show returns at line 13, in an example; short$`
}
