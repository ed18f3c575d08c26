// Package gocron stands for github.com/go-co-op/gocron/v2 in the corpus: a part of its API.
package gocron

import (
	"time"
)

func DurationJob(duration time.Duration) (_ JobDefinition) { return }

type Job interface {
}

type JobDefinition interface {
}

type JobOption func(*internalJob, time.Time) error

func NewScheduler(options ...SchedulerOption) (_ Scheduler, _ error) { return }

func NewTask(function any, parameters ...any) (_ Task) { return }

type Scheduler interface {
	NewJob(JobDefinition, Task, ...JobOption) (Job, error)
	Shutdown() error
	Start()
}

type SchedulerOption func(*scheduler) error

type Task func() task

type internalJob struct {
}

type scheduler struct {
}

type task struct {
}
