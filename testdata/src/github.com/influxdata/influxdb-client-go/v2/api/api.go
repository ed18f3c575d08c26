// Package api stands for github.com/influxdata/influxdb-client-go/v2/api in the corpus: a part of its API.
package api

type WriteAPI interface {
}
