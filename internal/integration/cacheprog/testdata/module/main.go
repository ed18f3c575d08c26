// Shop sells what comes in time.
package main

import (
	"errors"

	"example.com/shop/fetch"
)

var errLate = errors.New("too late")

func main() {
	bread := fetch.First(func() string { return "bread" }, nil)
	if bread == "" {
		panic(errLate)
	}
	println(bread)
}
