// Package pgxpool stands for github.com/jackc/pgx/v5/pgxpool in the corpus: a part of its API.
package pgxpool

import (
	"context"
)

type Config struct {
}

func New(ctx context.Context, connString string) (_ *Pool, _ error) { return }

func NewWithConfig(ctx context.Context, config *Config) (_ *Pool, _ error) { return }

type Pool struct {
}

func (*Pool) Close() { return }

func (*Pool) Ping(ctx context.Context) (_ error) { return }
