package ok

import "testing"

// A test that has failed goes on nowhere, whatever kind of test it is.
func take(t testing.TB, n *table) bool {
	n.mu.Lock()
	if n.shut {
		n.mu.Unlock()
		t.Fatal("shut")
	}
	n.mu.Unlock()
	return true
}
