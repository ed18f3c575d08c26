package giveup

// Seven goroutines take turns at one channel in all orders.
func tooManyStates() {
	c := make(chan int, 7)
	done := make(chan int, 7)
	go func() { c <- 1; c <- <-c; c <- <-c; <-c; done <- 1 }()
	go func() { c <- 2; c <- <-c; c <- <-c; <-c; done <- 2 }()
	go func() { c <- 3; c <- <-c; c <- <-c; <-c; done <- 3 }()
	go func() { c <- 4; c <- <-c; c <- <-c; <-c; done <- 4 }()
	go func() { c <- 5; c <- <-c; c <- <-c; <-c; done <- 5 }()
	go func() { c <- 6; c <- <-c; c <- <-c; <-c; done <- 6 }()
	go func() { c <- 7; c <- <-c; c <- <-c; <-c; done <- 7 }()
}
