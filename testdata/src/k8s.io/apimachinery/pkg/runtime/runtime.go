// Package runtime stands for k8s.io/apimachinery/pkg/runtime in the corpus: a part of its API.
package runtime

type Object interface {
}
