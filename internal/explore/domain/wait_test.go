package domain

import "testing"

// TestLockRules looks for kinds of waits that were added without a rule.
func TestLockRules(t *testing.T) {
	for k, r := range lockRules {
		if r.over == nil {
			t.Errorf("no rule says when a wait of kind %d is over", k)
		}
	}
}
