// Package cron stands for github.com/robfig/cron/v3 in the corpus: a part of its API.
package cron

import (
	"context"
)

type Cron struct {
}

func (*Cron) AddFunc(spec string, cmd func()) (_ EntryID, _ error) { return }

func (*Cron) Start() { return }

func (*Cron) Stop() (_ context.Context) { return }

type EntryID int

func New(opts ...Option) (_ *Cron) { return }

type Option func(*Cron)
