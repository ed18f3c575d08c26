package main

import (
	"stories/004/fixed/backend"
	"stories/004/fixed/inbox"
)

// channels plays the parts of the story in which the channels are made, and
// both ends are there.
func channels() {
	for range 2 {
		backend.QueryAll("north", "south", "west")
	}
	inbox.Deliver([]string{"bill", "love"})
	listen()
}
