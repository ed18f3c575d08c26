// Package twice has locks that are taken by who holds them.
package twice

import (
	"fmt"
	"sync"
	"time"
)

type pace struct {
	mu    sync.RWMutex
	delay time.Duration
}

func (p *pace) next() time.Duration {
	p.mu.Lock() // want `^the caller of argument blocks forever in Lock of p.mu, it has locked it itself at line \d+; call p.next without the lock$`
	defer p.mu.Unlock()
	return p.delay
}

func (p *pace) peek() time.Duration {
	p.mu.RLock() // want `^the caller of readUnderWrite blocks forever in RLock of p.mu, it has locked it itself at line \d+; call p.peek without the lock$`
	defer p.mu.RUnlock()
	return p.delay
}

func plain() {
	p := new(pace)
	p.mu.Lock()
	p.mu.Lock() // want `this locks p.mu, locked since line \d+: blocks for ever; unlock it first`
}

func argument() {
	p := new(pace)
	p.mu.Lock()
	defer p.mu.Unlock()
	time.Sleep(p.next()) // also
}

func readUnderWrite() {
	p := new(pace)
	p.mu.Lock()
	defer p.mu.Unlock()
	fmt.Println(p.peek()) // also
}

func writeUnderRead() {
	p := new(pace)
	p.mu.RLock()
	defer p.mu.RUnlock()
	fmt.Println(p.next()) // want `p.next locks p.mu, read-locked since line \d+: blocks for ever; call it without the lock`
}

func deep() {
	p := new(pace)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.between() // want `p.between locks p.mu, locked since line \d+: blocks for ever; call it without the lock`
}

func (p *pace) between() { p.more() }
func (p *pace) more()    { p.next() }

func inLiteral() {
	p := new(pace)
	p.mu.Lock()
	defer p.mu.Unlock()
	func() { // also
		p.mu.Lock() // want `^the caller of inLiteral blocks forever in Lock of p.mu, it has locked it itself at line \d+; call the function literal without the lock$`
	}()
}

func deferred() {
	p := new(pace)
	p.mu.Lock()
	defer p.next() // want `p.next locks p.mu, locked since line \d+: blocks for ever; call it without the lock`
	p.delay++
}

func byArgument(p *pace, lock bool) {
	if lock {
		p.mu.Lock() // want `^the caller of withArgument blocks forever in Lock of p.mu, it has locked it itself at line \d+; call byArgument without the lock$`
		defer p.mu.Unlock()
	}
	p.delay++
}

func withArgument() {
	p := new(pace)
	p.mu.Lock()
	defer p.mu.Unlock()
	byArgument(p, false)
	byArgument(p, true) // also
}

type outer struct{ inner pace }

func (o *outer) Inner() time.Duration { return o.inner.next() }

func nested() {
	o := new(outer)
	o.inner.mu.Lock()
	o.Inner() // want `o.Inner locks o.inner.mu, locked since line \d+: blocks for ever; call it without the lock`
}
