package pools

// What calls.txt passes.

type starter struct{}

func (starter) Submit(f func()) { go f() }
