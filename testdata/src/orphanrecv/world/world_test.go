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
	<-done // want `the caller of TestOwn blocks forever receiving from done`
}
