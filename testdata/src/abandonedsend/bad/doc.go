// Package bad holds goroutines that are abandoned while they send.
package bad
