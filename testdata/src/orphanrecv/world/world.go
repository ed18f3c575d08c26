// Package world is used wrongly by its tests only.
package world

// A Server handles what it is sent until it is stopped.
type Server struct {
	jobs chan int
}

func NewServer() *Server {
	s := &Server{jobs: make(chan int)}
	go s.run()
	return s
}

func (s *Server) run() {
	for range s.jobs {
	}
}

func (s *Server) Stop() { close(s.jobs) }

func serve() {
	s := NewServer()
	defer s.Stop()
	s.jobs <- 1
}

func lost() {
	ch := make(chan int)
	go func() { <-ch }() // want `ch: goroutine blocks forever receiving when lost returns`
}

// Quiet passes what closes the channel, and only a test something else.
func Quiet() int { return loud(false) }

func loud(b bool) int {
	c := make(chan int)
	go func() {
		<-c
	}()
	if b {
		return 1
	}
	close(c)
	return 0
}
