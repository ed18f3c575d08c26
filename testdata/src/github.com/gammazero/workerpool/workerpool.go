// Package workerpool stands for github.com/gammazero/workerpool in the corpus: a part of its API.
package workerpool

func New(maxWorkers int, options ...Option) (_ *WorkerPool) { return }

type Option func(*config)

type WorkerPool struct {
}

func (*WorkerPool) Stop() { return }

func (*WorkerPool) StopWait() { return }

func (*WorkerPool) Submit(task func()) { return }

func (*WorkerPool) SubmitWait(task func()) { return }

type config struct {
}
