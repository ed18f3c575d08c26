package bad

import "testing"

func TestStop(t *testing.T) {
	shut := new(table)
	shut.mu.Lock()
	if len(shut.rows) > 0 {
		t.Error("rows")
		return // want `shut.mu, locked at line \d+, is still held here`
	}
	shut.mu.Unlock()
}
