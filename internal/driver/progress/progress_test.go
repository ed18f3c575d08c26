package progress

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// A screen is a terminal on which nothing scrolls.
type screen struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buf.String()
}

func (s *screen) wait(t *testing.T, text string) {
	t.Helper()
	for start := time.Now(); !strings.Contains(s.String(), text); time.Sleep(10 * time.Millisecond) {
		if time.Since(start) > 10*time.Second {
			t.Fatalf("no %q in %q", text, s.String())
		}
	}
}

func TestLine(t *testing.T) {
	s := new(screen)
	start := time.Now()
	l := Start(s, 40)
	l.Set(3, 7)
	s.wait(t, "\r\x1b[Kgopitfalls: 3 of 7 packages, compiling")
	if d := time.Since(start); d > time.Second {
		t.Errorf("it comes after %v", d)
	}
	for _, env := range l.Env() {
		name, value, _ := strings.Cut(env, "=")
		t.Setenv(name, value)
	}
	Begin("example.com/a")
	Begin("example.com/b\x1b[31m")
	s.wait(t, "7 packages, example...")
	done := l.Yield()
	if !strings.HasSuffix(s.String(), clearLine) {
		t.Errorf("not taken away: %q", s.String())
	}
	before := s.String()
	time.Sleep(3 * period)
	if s.String() != before {
		t.Error("shown while somebody else prints")
	}
	done()
	l.Stop()
	if !regexp.MustCompile(`\r\x1b\[K$`).MatchString(s.String()) {
		t.Errorf("left behind: %q", s.String())
	}
	if _, err := os.Stat(l.journal); err == nil {
		t.Error("the journal is left behind")
	}
	Begin("example.com/late") // for nobody
}

func TestNone(*testing.T) {
	var l *Line
	l.Set(1, 2)
	l.Env()
	l.Stop()
}
