// Package pond stands for github.com/alitto/pond in the corpus: a part of its API.
package pond

import (
	"context"
	"time"
)

func New(maxWorkers int, maxCapacity int, options ...Option) (_ *WorkerPool) { return }

type Option func(*WorkerPool)

type WorkerPool struct {
}

func (*WorkerPool) Stop() (_ context.Context) { return }

func (*WorkerPool) StopAndWait() { return }

func (*WorkerPool) StopAndWaitFor(deadline time.Duration) { return }

func (*WorkerPool) Submit(task func()) { return }
