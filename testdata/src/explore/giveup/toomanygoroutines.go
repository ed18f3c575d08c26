package giveup

// A loop that starts many is taken for one that starts a few; five such loops
// are too many.
func tooManyGoroutines() {
	stop := make(chan int)
	for range 10 {
		go func() { <-stop }()
	}
	for range 10 {
		go func() { <-stop; println(2) }()
	}
	for range 10 {
		go func() { <-stop; println(3) }()
	}
	for range 10 {
		go func() { <-stop; println(4) }()
	}
	for range 10 {
		go func() { <-stop; println(5) }()
	}
	close(stop)
}
