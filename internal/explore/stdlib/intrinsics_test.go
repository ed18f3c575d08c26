package stdlib

import (
	"testing"

	"github.com/gopitfalls/gopitfalls/internal/model"
)

// TestIntrinsics compares the effects that the model says are explored, which is what
// summaries of functions go by, with those that have an intrinsic.
func TestIntrinsics(t *testing.T) {
	for _, e := range model.Effects() {
		if _, ok := Intrinsics[e]; ok != e.Explored() {
			t.Errorf("%s: has an intrinsic: %t; is explored: %t", e, ok, e.Explored())
		}
	}
}
