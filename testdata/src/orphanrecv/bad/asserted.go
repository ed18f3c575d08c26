package bad

import "time"

// admission lets its maker wait until it works, which it does not if nothing would be let in.
type admission struct {
	window  time.Duration
	ring    []time.Time
	started chan struct{}
}

// What is let in, and in what time.
var (
	Entries = 10
	Span    = 10 * time.Second
)

func newAdmission(n int, window time.Duration) *admission {
	if n < 0 {
		panic("a negative number")
	}
	l := &admission{window: window, ring: make([]time.Time, n), started: make(chan struct{})}
	go l.loop()
	<-l.started // want `blocks forever receiving from l.started`
	return l
}

func (l *admission) loop() {
	defer func() { _ = recover() }()
	if len(l.ring) == 0 && l.window != 0 {
		panic("nothing is ever let in")
	}
	l.started <- struct{}{}
}

// Admit makes one for all.
func Admit() *admission { return newAdmission(Entries, Span) }
