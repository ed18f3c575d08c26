// Package memberlist stands for github.com/hashicorp/memberlist in the corpus: a part of its API.
package memberlist

import (
	"time"
)

type Config struct {
}

func Create(conf *Config) (_ *Memberlist, _ error) { return }

func DefaultLANConfig() (_ *Config) { return }

type Memberlist struct {
}

func (*Memberlist) Join(existing []string) (_ int, _ error) { return }

func (*Memberlist) Leave(timeout time.Duration) (_ error) { return }

func (*Memberlist) Shutdown() (_ error) { return }
