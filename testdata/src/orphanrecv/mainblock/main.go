// Mainblock waits for a server that failed to start.
package main

import (
	"errors"
	"log"
	"os"
)

type server struct {
	addr    string
	stopped chan struct{}
}

func (s *server) run() error {
	if s.addr == "" {
		return errors.New("no address")
	}
	log.Println("serving on", s.addr)
	close(s.stopped)
	return nil
}

// The error is logged, and nobody closes stopped.
func main() {
	s := &server{addr: os.Getenv("MAINBLOCK_ADDR"), stopped: make(chan struct{})}
	go func() {
		if err := s.run(); err != nil {
			log.Println("server:", err)
		}
	}()
	<-s.stopped // want `blocks forever`
	log.Println("bye")
}
