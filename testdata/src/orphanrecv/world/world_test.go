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

// What a test passes is no defect of the function.
func TestLoud(t *testing.T) {
	if loud(true) != 1 {
		t.Error("not loud")
	}
}

// helped is called by a test, with what leads past the close.
func TestHelped(t *testing.T) {
	helped(t, false)
	waved(t, true)
}

func helped(t *testing.T, b bool) {
	c := make(chan int)
	go func() {
		<-c // want `c: goroutine blocks forever receiving`
	}()
	if b {
		close(c)
	}
}

func waved(t *testing.T, b bool) {
	c := make(chan int)
	go func() {
		<-c
	}()
	if b {
		close(c)
	}
}
