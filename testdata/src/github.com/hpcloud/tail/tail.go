// Package tail stands for github.com/hpcloud/tail in the corpus: a part of its API.
package tail

type Config struct {
	Follow bool
}

type Line struct {
	Text string
}

type Tail struct {
	Lines chan *Line
}

func (*Tail) Cleanup() { return }

func (*Tail) Stop() (_ error) { return }

func (*Tail) StopAtEOF() (_ error) { return }

func (*Tail) Wait() (_ error) { return }

func TailFile(filename string, config Config) (_ *Tail, _ error) { return }
