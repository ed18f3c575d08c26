package ok

import "flag"

// EachArgument waits for as many as it has started.
func EachArgument(f func(string)) {
	done := make(chan bool)
	for _, name := range flag.Args() {
		go func() {
			defer func() { done <- true }()
			f(name)
		}()
	}
	for range flag.Args() {
		<-done
	}
}
