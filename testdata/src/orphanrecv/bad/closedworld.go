package bad

import "fmt"

// Nothing in the package closes or sends to the fields of the types of this
// file, and nobody else can.

// A Recorder records. Its loop can be left by quit only in theory.
type Recorder struct {
	lines chan string
	quit  chan struct{}
}

// NewRecorder starts a recorder.
func NewRecorder() *Recorder {
	r := &Recorder{lines: make(chan string), quit: make(chan struct{})}
	go r.loop()
	return r
}

func (r *Recorder) loop() {
	for {
		select { // not found: blocks forever
		case line := <-r.lines:
			fmt.Println(line)
		case <-r.quit:
			return
		}
	}
}

// A Gate is waited at, and has no method that opens it.
type Gate struct{ open chan struct{} }

// NewGate returns a closed gate.
func NewGate() *Gate { return &Gate{open: make(chan struct{})} }

// Wait waits until the gate is open.
func (g *Gate) Wait() {
	<-g.open // want `blocks forever`
}

func waitsAtGate() { NewGate().Wait() }
