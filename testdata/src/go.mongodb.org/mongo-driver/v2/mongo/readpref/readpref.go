// Package readpref stands for go.mongodb.org/mongo-driver/v2/mongo/readpref in the corpus: a part of its API.
package readpref

type ReadPref struct {
}
