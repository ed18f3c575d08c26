// Package conf holds numbers that are never below one.
package conf

// A Config says how much is done at once.
type Config struct {
	Workers int
	Queue   int64
}

var current = Config{Workers: 2, Queue: 2}

// Get returns what is configured.
func Get() *Config { return &current }

// Set changes it.
func Set(n int) { current.Workers = max(n, 1) }
