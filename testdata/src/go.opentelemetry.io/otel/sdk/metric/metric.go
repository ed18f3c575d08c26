// Package metric stands for go.opentelemetry.io/otel/sdk/metric in the corpus: a part of its API.
package metric

import (
	"context"
)

type Exporter interface {
}

func NewPeriodicReader(exporter Exporter, options ...PeriodicReaderOption) (_ *PeriodicReader) {
	return
}

type PeriodicReader struct {
}

func (*PeriodicReader) ForceFlush(ctx context.Context) (_ error) { return }

func (*PeriodicReader) Shutdown(ctx context.Context) (_ error) { return }

type PeriodicReaderOption interface {
}
