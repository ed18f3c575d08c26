// Golib is a library for C.
package main

import "C"

// Add adds in another goroutine.
//
//export Add
func Add(a, b C.int) C.int {
	sum := make(chan C.int)
	go func() { sum <- a + b }()
	return <-sum
}

func main() {}
