// Forks is a Go program that forks by way of C.
package main

// #include <unistd.h>
import "C"

import (
	"fmt"
	"runtime"
)

func main() {
	if C.fork() == 0 {
		runtime.GC() // hangs: the workers are threads of the parent
		fmt.Println("child")
	}
}
