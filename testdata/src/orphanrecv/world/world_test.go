package world

import "testing"

// The test does not stop the server, which is no defect of run.
func TestServer(t *testing.T) {
	s := NewServer()
	s.jobs <- 1
}

// What stands in the test is reported.
func TestOwn(t *testing.T) {
	serve()
	done := make(chan bool)
	go func() {
		<-done // want `done: goroutine blocks forever receiving`
	}()
}

// A test that blocks itself is told by its timeout.
func TestBlocks(t *testing.T) {
	<-make(chan bool)
}
