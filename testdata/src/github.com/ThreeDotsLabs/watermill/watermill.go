// Package watermill stands for github.com/ThreeDotsLabs/watermill in the corpus: a part of its API.
package watermill

type LoggerAdapter interface {
}
