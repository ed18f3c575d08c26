// Package progress tells, on a terminal, how far an analysis has come: one line, which goes
// away at the end and whenever something else is printed.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gopitfalls/gopitfalls/internal/driver/show"
)

// Journal is the environment variable that names the file in which the vettool writes what it
// begins with: see [Begin]. It is in no key of the build cache.
const Journal = "GOPITFALLS_JOURNAL"

// maxJournal is how much of the end of the journal is read: a line is an import path.
const maxJournal = 4096

// Begin tells that the analysis of a package begins. What cannot be told is left out: nothing
// depends on it.
func Begin(pkg string) {
	name := os.Getenv(Journal)
	if name == "" {
		return
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer f.Close()
	_, _ = f.WriteString(pkg + "\n")
}

// delay is after which time the line appears, and period how often it changes.
const (
	delay  = 500 * time.Millisecond
	period = 100 * time.Millisecond
)

// A Line is the line of progress of a run. The nil Line is that of a run of which nothing is
// told.
type Line struct {
	w       io.Writer
	width   int
	journal string // file
	started time.Time
	stop    chan struct{}
	stopped sync.WaitGroup

	mu          sync.Mutex
	shown       string // the text of the line; empty: there is none
	done, total int
}

// Start shows a line on a terminal of so many columns, from some time on.
func Start(terminal io.Writer, width int) *Line {
	l := &Line{w: terminal, width: width, started: time.Now(), stop: make(chan struct{})}
	if f, err := os.CreateTemp("", "gopitfalls-*.journal"); err == nil {
		l.journal = f.Name()
		f.Close()
	}
	l.stopped.Go(l.run)
	return l
}

// Env returns what the environment of the vettool must have.
func (l *Line) Env() []string {
	if l == nil || l.journal == "" {
		return nil
	}
	return []string{Journal + "=" + l.journal}
}

// Set says how many packages are done of how many; 0: it is not known.
func (l *Line) Set(done, total int) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done, l.total = done, total
}

// Yield takes the line away, so that something else may be printed until done is called.
func (l *Line) Yield() (done func()) {
	l.mu.Lock()
	l.clear()
	return l.mu.Unlock
}

// Stop takes the line away for good.
func (l *Line) Stop() {
	if l == nil {
		return
	}
	close(l.stop)
	l.stopped.Wait()
	if l.journal != "" {
		os.Remove(l.journal)
	}
}

func (l *Line) run() {
	ticker := time.NewTicker(period)
	defer ticker.Stop()
	for {
		select {
		case <-l.stop:
			l.Yield()()
			return
		case <-ticker.C:
			if time.Since(l.started) >= delay {
				l.draw()
			}
		}
	}
}

const clearLine = "\r\x1b[K"

// clear wants the lock.
func (l *Line) clear() {
	if l.shown != "" {
		_, _ = io.WriteString(l.w, clearLine)
		l.shown = ""
	}
}

func (l *Line) draw() {
	current := l.current()
	l.mu.Lock()
	defer l.mu.Unlock()
	text := fmt.Sprintf("%d packages", l.done)
	if l.total > 0 {
		text = fmt.Sprintf("%d of %d packages", l.done, l.total)
	}
	if current == "" {
		current = "compiling"
	}
	text = show.Cut(show.Text(fmt.Sprintf("gopitfalls: %s, %s", text, current)), l.width-1)
	if text != l.shown {
		_, _ = io.WriteString(l.w, clearLine+text)
		l.shown = text
	}
}

// current returns the package whose analysis began last, "" if none has.
func (l *Line) current() string {
	f, err := os.Open(l.journal)
	if err != nil {
		return ""
	}
	defer f.Close()
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return ""
	}
	buf := make([]byte, min(size, maxJournal))
	n, _ := f.ReadAt(buf, size-int64(len(buf)))
	lines := strings.Split(strings.TrimSuffix(string(buf[:n]), "\n"), "\n")
	return lines[len(lines)-1]
}
