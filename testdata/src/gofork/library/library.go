// Command library is built with -buildmode=c-shared.
package main

import "C"

//export Add
func Add(a, b C.int) C.int { return a + b } // want `^the package exports functions to C: a program that loads it as a library and forks then hangs; dlopen it after the fork$`

//export Sub
func Sub(a, b C.int) C.int { return a - b } // one note is enough

func main() {}
