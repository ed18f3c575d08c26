// Package influxdb2 stands for github.com/influxdata/influxdb-client-go/v2 in the corpus: a part of its API.
package influxdb2

import (
	"context"

	"github.com/influxdata/influxdb-client-go/v2/api"
	"github.com/influxdata/influxdb-client-go/v2/domain"
)

type Client interface {
	Close()
	Ready(ctx context.Context) (*domain.Ready, error)
	WriteAPI(org string, bucket string) api.WriteAPI
}

func NewClient(serverURL string, authToken string) (_ Client) { return }
