package explore

import "slices"

// foreignCases are about channels of others: that one is closed is no reason for a
// finding unless somebody is known to close it.
var foreignCases = slices.Concat([]ruleCase{
	{"a range over a channel of another package", `
import "time"
func f(t *time.Ticker) {
	done := make(chan int)
	go func() { done <- 1 }()
	for now := range t.C {
		if now.IsZero() {
			<-done
			return
		}
	}
}`},
	{"what does not depend on its end", `
import "time"
func f(t *time.Ticker) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for now := range t.C {
		if now.IsZero() {
			return
		}
	}
}`},
	{"a receive that asks whether a channel of another package is closed", `
import "time"
func f(t *time.Ticker) {
	done := make(chan int)
	go func() { done <- 1 }()
	for {
		now, ok := <-t.C
		if !ok {
			return
		}
		if now.IsZero() {
			<-done
			return
		}
	}
}`},
	{"a select that asks", `
import "time"
func f(t *time.Ticker, stop chan bool) {
	done := make(chan int)
	go func() { done <- 1 }()
	for {
		select {
		case _, open := <-t.C:
			more := open
			if !more {
				return
			}
		case <-stop:
			<-done
			return
		}
	}
}`},
	{"a select that is left by its other case", `
import "time"
func f(t *time.Ticker, stop chan bool) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for {
		select {
		case _, ok := <-t.C:
			if !ok {
				return
			}
		case <-stop:
			return
		}
	}
}`},
	{"a channel that a function of another package returns", `
import "time"
func f() {
	done := make(chan int)
	go func() { done <- 1 }()
	for now := range time.Tick(1) {
		if now.IsZero() {
			<-done
			return
		}
	}
}`},
	{"one that a method of another package returns, by a helper", `
import "reflect"
func f(v reflect.Value, p interface{ Chan() chan int }) {
	done := make(chan int)
	go func() { done <- v.Len() }() // stuck
	drain(p.Chan())
}
func drain(c chan int) {
	for range c {
	}
}`}, // the interface is declared here
	{"a range over a signal channel", `
import (
	"os"
	"os/signal"
)
func f() {
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	stop := make(chan struct{})
	go func() { <-stop }()
	for range c {
		close(stop)
		return
	}
}`},
	{"a copy of a struct of another package", `
import "time"
func f(t time.Ticker, p *time.Ticker) {
	done := make(chan int)
	go func() { done <- 1 }()
	u := t
	for range u.C {
	}
	v := *p
	for range v.C {
	}
}`},
	{"a channel that comes by a parameter is closed by who knows", `
func f(in chan int) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range in {
	}
}`},
}, fieldCases)

// fieldCases are about fields of the package's own types.
var fieldCases = []ruleCase{
	{"a field whose channel nobody closes", `
type T struct{ c chan int }
func f(t *T) {
	done := make(chan int)
	go func() { done <- 1 }()
	for x := range t.c {
		if x > 3 {
			<-done
			return
		}
	}
}`},
	{"a field whose channel is closed", `
type T struct{ c chan int }
func (t *T) Close() { close(t.c) }
func f(t *T) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range t.c {
	}
}`},
	{"closed by a deferred literal", `
type T struct{ c chan int }
func (t *T) Run() {
	defer func() { close(t.c) }()
	t.c <- 1
}
func f(t *T) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range t.c {
	}
}`},
	{"closed by a helper", `
type T struct{ c chan int }
func (t *T) Close() { end(t.c) }
func end(c chan int) { close(c) }
func f(t *T) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range t.c {
	}
}`},
	{"closed where it was made", `
type T struct{ c <-chan int }
func New() *T {
	c := make(chan int)
	go func() {
		defer close(c)
		c <- 1
	}()
	return &T{c: c}
}
func f(t *T) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range t.c {
	}
}`},
	{"closed in a list", `
type T struct{ a, b chan int }
func (t *T) Close() {
	for _, c := range []chan int{t.a, t.b} {
		close(c)
	}
}
func f(t *T) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range t.a {
	}
}`},
	{"closed by what a getter returns, and copied", `
type T struct{ c chan int }
func (t *T) ch() chan int { return t.c }
func (t T) Close() { close(t.ch()) }
func f(t T) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range t.c {
	}
}`},
	{"another field is closed", `
type T struct{ c, d chan int }
func (t *T) Close() { close(t.d) }
func f(t *T) {
	done := make(chan int)
	go func() { done <- 1 }()
	for range t.c {
	}
}`},
	{"a field of a generic type is closed", `
type T[E any] struct{ c chan E }
func (t *T[E]) Close() { close(t.c) }
func f(t *T[int]) {
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range t.c {
	}
}`},
	{"a channel that was handed out and is never closed", `
func f(give func(chan int)) {
	c := make(chan int)
	give(c)
	done := make(chan int)
	go func() { done <- 1 }()
	for range c {
	}
}`},
	{"a channel that was handed out and is closed later", `
var all []chan int
func Stop() {
	for _, c := range all {
		close(c)
	}
}
func f() {
	c := make(chan int)
	all = append(all, c)
	done := make(chan int)
	go func() { done <- 1 }() // stuck
	for range c {
	}
}`},
}
