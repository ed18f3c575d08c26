// Package worlds has variables and a field that only test files use in other ways.
package worlds

import "errors"

var table = []int{1, 2, 3}

var errMade = errors.New("a")

type T struct{ c chan int }

func root() {
	t := &T{make(chan int)}
	t.use()
}

func (t *T) use() { close(t.c) }
