package model

import (
	"strings"
	"testing"
)

func TestIdle(t *testing.T) {
	for _, test := range []struct {
		funcs, state, want string
	}{
		{"internal/poll.(*FD).Accept net.(*netFD).accept main.main", "IO wait", "accept loops"},
		{"internal/poll.(*FD).Accept main.main", "syscall", ""}, // it holds a thread
		{"net/http.(*persistConn).readLoop", "select", ""},      // somebody has not closed a body
		{"internal/poll.(*FD).Read bufio.(*Reader).Peek net/http.(*persistConn).readLoop", "IO wait", "idle client connections"},
		{"net/http.(*conn).serve main.handle", "chan send", ""},
		{"os/signal.loop", "syscall", "signal handlers"},
		{"", "chan send", ""},
	} {
		if got := Idle(strings.Fields(test.funcs), test.state); got != test.want {
			t.Errorf("%s [%s]: %q, want %q", test.funcs, test.state, got, test.want)
		}
	}
	for _, line := range []string{"accept loops", "accept loops: ", "x: [select]"} {
		if s, err := parseIdle(line); err == nil {
			t.Errorf("%q: %v", line, s)
		}
	}
}
