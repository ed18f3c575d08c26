// Package trace stands for go.opentelemetry.io/otel/sdk/trace in the corpus: a part of its API.
package trace

import (
	"context"
)

type BatchSpanProcessorOption func(o *BatchSpanProcessorOptions)

type BatchSpanProcessorOptions struct {
}

func NewBatchSpanProcessor(exporter SpanExporter, options ...BatchSpanProcessorOption) (_ SpanProcessor) {
	return
}

func NewTracerProvider(opts ...TracerProviderOption) (_ *TracerProvider) { return }

type SpanExporter interface {
}

type SpanProcessor interface {
	ForceFlush(ctx context.Context) error
	Shutdown(ctx context.Context) error
}

type TracerProvider struct {
}

func (*TracerProvider) ForceFlush(ctx context.Context) (_ error) { return }

func (*TracerProvider) Shutdown(ctx context.Context) (_ error) { return }

type TracerProviderOption interface {
}
