// Package ok holds code in which no goroutine is abandoned while it sends. Each
// function has a reason why it is fine.
package ok
