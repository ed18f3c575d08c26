package bad

import "sync"

type ledger struct {
	mu    sync.Mutex
	audit sync.RWMutex
	sums  map[string]int
	marks []string
}

func (l *ledger) Add(name string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sums[name] += n
	l.mark(name)
}

func (l *ledger) mark(name string) {
	l.audit.Lock()
	defer l.audit.Unlock()
	l.marks = append(l.marks, name)
}

func (l *ledger) Remove(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.sums, name)
	l.mark(name)
}

// The locks are taken the other way round.
func (l *ledger) Marked() (sum int) {
	l.audit.RLock()
	defer l.audit.RUnlock()
	for _, name := range l.marks {
		l.mu.Lock() // want `^l.mu is locked with l.audit held, and the other way round at line 20: both may block for ever; lock them in one order$`
		sum += l.sums[name]
		l.mu.Unlock()
	}
	return sum
}
