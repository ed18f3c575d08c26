// Package tomb stands for gopkg.in/tomb.v2 in the corpus: a part of its API.
package tomb

type Tomb struct {
}

func (*Tomb) Dying() (_ <-chan struct{}) { return }

func (*Tomb) Go(f func() error) { return }

func (*Tomb) Kill(reason error) { return }

func (*Tomb) Wait() (_ error) { return }
