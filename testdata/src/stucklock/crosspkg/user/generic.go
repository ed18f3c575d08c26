package user

import "stucklock/crosspkg/store"

func box(b *store.Box[int]) {
	b.Do(func(n *int) { // want `b.Do has b.mu locked and calls what locks it: blocks for ever; do that when it has returned`
		*n += b.Get()
	})
}

func boxes[T any](b *store.Box[T], pick func(T, T) T) {
	b.Do(func(v *T) { // want `b.Do has b.mu locked and calls what locks it: blocks for ever; do that when it has returned`
		*v = pick(*v, b.Get())
	})
}

func two(a, b *store.Box[int]) {
	a.Do(func(n *int) { *n += b.Get() })
}

type mirror struct{ b *store.Box[int] }

func (m *mirror) Changed(string) { m.b.Get() }

func tell(b *store.Box[int]) {
	m := &mirror{b}
	store.Tell(b, m, m, "x") // want `store.Tell has b.mu locked and calls what locks it: blocks for ever; do that when it has returned`
}
