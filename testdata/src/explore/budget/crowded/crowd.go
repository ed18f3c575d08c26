package budget

// Many exhausts its budget.
func Many() {
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

// More exhausts its budget too, as often as somebody calls it.
func More(n int) {
	Many()
	c := make(chan int)
	go func() {
		for range c {
			More(n - 1)
		}
	}()
	for i := range n {
		c <- i
	}
}

type server struct {
	results chan string
	stop    chan bool
}

func (s *server) run() {
	for {
		select {
		case r := <-s.results:
			println(r)
		case <-s.stop:
			return
		}
	}
}

// Serve starts what never ends.
func Serve(n int) *server {
	s := &server{make(chan string), make(chan bool)}
	for i := 0; i < 5; i++ {
		go s.run()
		Many()
		More(n)
	}
	return s
}
