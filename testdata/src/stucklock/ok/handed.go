package ok

import (
	"sync"
	"time"
)

// A flag says that the lock is kept until what was read is not needed any more.
type rows struct {
	mu   sync.RWMutex
	kept bool
	raw  []byte
}

func (r *rows) scan(raw bool) []byte {
	r.mu.RLock()
	b := r.raw
	if raw {
		r.kept = true
	} else {
		r.mu.RUnlock()
	}
	return b
}

func (r *rows) release() {
	if r.kept {
		r.kept = false
		r.mu.RUnlock()
	}
}

// Next ends what scan has begun.
func (r *rows) Next() {
	r.release()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.raw = nil
}

// The locks of all that are passed are given back at the end.
type level struct {
	mu   sync.Mutex
	up   *level
	done bool
}

func (l *level) open() *level {
	for up := l; up != nil; up = up.up {
		up.mu.Lock()
		defer up.mu.Unlock()
		if !up.done {
			return up
		}
	}
	return nil
}

// In each round it is another one's lock that is given back.
func (l *level) top(last *level) *level {
	held := false
	defer func() {
		if held {
			l.mu.Unlock()
		}
	}()
	for l != last {
		if l.up == nil {
			return l
		}
		up := l.up
		if held {
			l.mu.Unlock()
		}
		l = up
		held = true
		l.mu.Lock()
	}
	return nil
}

// A deferred function leaves it to a goroutine to give the lock back.
type session struct {
	mu     sync.Mutex
	failed bool
	ended  bool
}

func (s *session) end(quick bool) (ok bool) {
	defer func() {
		s.mu.Lock()
		s.ended = true
		s.mu.Unlock()
	}()
	s.mu.Lock()
	if quick {
		defer s.mu.Unlock()
	} else {
		defer func() {
			if ok {
				go func() {
					time.Sleep(time.Millisecond)
					s.mu.Unlock()
				}()
			} else {
				s.mu.Unlock()
			}
		}()
	}
	if s.failed {
		return false
	}
	return true
}

// The lock is handed to the caller by a result; another one, its error, says when.
type replies struct {
	mu   sync.Mutex
	next int
	err  error
}

func (r *replies) await(id int) (lock *sync.Mutex, err error) {
	for {
		r.mu.Lock()
		if err = r.err; err != nil {
			r.mu.Unlock()
			break
		}
		if r.next == id {
			lock = &r.mu
			break
		}
		r.mu.Unlock()
	}
	return
}

func (r *replies) take(id int) error {
	lock, err := r.await(id)
	if err != nil {
		return err
	}
	r.next++
	lock.Unlock()
	return nil
}

// A lock for each key is kept by who takes it; who gives it back finds it by its key.
type keyed struct{ locks *sync.Map }

func (k keyed) Lock(key string) {
	var mine sync.Mutex
	v, _ := k.locks.LoadOrStore(key, &mine)
	mu := v.(*sync.Mutex)
	mu.Lock()
	if mu != &mine {
		mu.Unlock()
		k.Lock(key)
		return
	}
}

func (k keyed) Unlock(key string) {
	v, ok := k.locks.LoadAndDelete(key)
	if !ok {
		panic("not locked")
	}
	v.(*sync.Mutex).Unlock()
}

// A request that has its token needs none, and who gets a token has one.
type appliance struct {
	mu    sync.Mutex
	token string
}

func (a *appliance) ask(what string, options map[string]string) string {
	token, ok := options["token"]
	if !ok {
		token = a.current()
	}
	return what + token
}

func (a *appliance) current() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.token == "" {
		a.token = a.ask("token", map[string]string{"token": "*"})
	}
	return a.token
}
