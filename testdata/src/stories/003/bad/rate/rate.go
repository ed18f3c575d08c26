// Rate is a library for C that asks all carriers for the rate of a call.
package main

import "C"

// carriers are what a minute costs, by carrier.
var carriers = [...]func(number string) int{
	func(number string) int { return 9 + len(number) },
	func(number string) int { return 12 },
	func(number string) int { return 2 * len(number) },
}

// CheapestRate returns the lowest of the carriers' rates. They are asked all at
// the same time.
//
//export CheapestRate
func CheapestRate(number *C.char) C.int {
	n := C.GoString(number)
	rates := make(chan int, len(carriers))
	for _, ask := range carriers {
		go func() { rates <- ask(n) }()
	}
	lowest := <-rates
	for range len(carriers) - 1 {
		lowest = min(lowest, <-rates)
	}
	return C.int(lowest)
}

func main() {}
