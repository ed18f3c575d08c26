// Package world has a field and a variable that only test files set.
package world

type T struct{ done chan bool }

func (t *T) Wait() {
	<-t.done // want `receive from t.done blocks forever`
}

var stop chan bool

func Stop() {
	stop <- true // want `send on stop blocks forever`
}
