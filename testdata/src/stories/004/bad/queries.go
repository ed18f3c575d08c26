package main

import (
	"stories/004/bad/backend"
	"stories/004/bad/inbox"
)

// channels plays the parts of the story in which the channels are made, and one
// of both ends is missing.
func channels() {
	for range 2 { // each time the number of goroutines grows
		backend.QueryAll("north", "south", "west")
	}
	inbox.Deliver([]string{"bill", "love"})
	listen()
}
