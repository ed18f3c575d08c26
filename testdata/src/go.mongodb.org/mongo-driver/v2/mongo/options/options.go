// Package options stands for go.mongodb.org/mongo-driver/v2/mongo/options in the corpus: a part of its API.
package options

type ClientOptions struct {
}
