package main

// listen waits for a word in the background; everybody has left.
func listen() {
	words := make(chan string)
	go func() {
		heard(<-words) // want `blocks forever`
	}()
}

func heard(string) {}
