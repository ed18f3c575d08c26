package main

// listen waits for a word in the background, and says it.
func listen() {
	words := make(chan string, 1)
	go func() {
		heard(<-words)
	}()
	words <- "hello"
}

func heard(string) {}
