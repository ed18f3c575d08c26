package model

import "testing"

// BenchmarkTable parses the table, as each process does that asks.
func BenchmarkTable(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parseAll(); err != nil {
			b.Fatal(err)
		}
	}
}
