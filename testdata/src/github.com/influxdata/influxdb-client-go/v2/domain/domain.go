// Package domain stands for github.com/influxdata/influxdb-client-go/v2/domain in the corpus: a part of its API.
package domain

type Ready struct {
}
