// Package message stands for github.com/ThreeDotsLabs/watermill/message in the corpus: a part of its API.
package message

type Message struct {
}
