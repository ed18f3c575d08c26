// Package inbox sorts letters in a goroutine of its own.
package inbox

import "strings"

// Deliver delivers letters, and returns how many there were.
func Deliver(letters []string) int {
	in := make(chan string)
	go sort(in)
	for _, letter := range letters {
		in <- letter
	}
	return len(letters)
}

func sort(in <-chan string) {
	private, bills := 0, 0
	for letter := range in { // want `blocks forever`
		if strings.HasPrefix(letter, "bill") {
			bills++
		} else {
			private++
		}
	}
}
