// Package option stands for github.com/lestrrat-go/option in the corpus: a part of its API.
package option

type Interface interface {
}
