package history

import "sync"

// A helper takes the lock, and is followed by what takes it again.
type journal struct {
	mu    sync.RWMutex
	n     int
	ready bool
}

func (j *journal) lock()    { j.mu.Lock() }
func (j *journal) unlock()  { j.mu.Unlock() }
func (j *journal) rlock()   { j.mu.RLock() }
func (j *journal) runlock() { j.mu.RUnlock() }

func (j *journal) len() int {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.n
}

func (j *journal) add() int {
	j.lock()
	defer j.unlock()
	j.n++
	return j.len() // want `^j.len read-locks j.mu, locked since line 24: blocks for ever; call it without the lock$`
}

func (j *journal) sum() int {
	j.rlock()
	defer j.runlock()
	return j.n + j.len() // want `^j.len read-locks j.mu, read-locked since line 31: blocks for ever once a writer waits between the two`
}

// The helper does not always lock, or gives something by which to unlock, or the lock was given back.
func (j *journal) lockReady() bool {
	j.mu.Lock()
	if !j.ready {
		j.mu.Unlock()
		return false
	}
	return true
}

func (j *journal) addReady() int {
	if !j.lockReady() {
		return j.len()
	}
	j.n++
	j.unlock()
	return j.len()
}

type batch interface{ commit() }

type journalBatch struct{ j *journal }

func (b *journalBatch) commit() { b.j.mu.Unlock() }

func (j *journal) begin() batch {
	j.mu.Lock()
	return &journalBatch{j}
}

func (j *journal) addBatch() int {
	b := j.begin()
	j.n++
	b.commit()
	return j.len()
}

func (j *journal) hold() func() {
	j.mu.Lock()
	return j.mu.Unlock
}

func (j *journal) addHeld() int {
	release := j.hold()
	j.n++
	release()
	return j.len()
}

func (j *journal) addFree() int {
	j.lock()
	j.n++
	j.unlock()
	return j.len()
}
