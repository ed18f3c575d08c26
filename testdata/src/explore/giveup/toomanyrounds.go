package giveup

// It is known when the loop ends, but only after many rounds, and it does not
// count.
func tooManyRounds() {
	c := make(chan int)
	go func() { c <- 1 }()
	line := "-"
	for len(line) < 60 {
		line += "-"
	}
	println(line, <-c)
}
