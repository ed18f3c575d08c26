// Package fetch waits for what may come too late.
package fetch

// First returns what load returns, unless that takes too long.
func First(load func() string, late <-chan struct{}) string {
	result := make(chan string)
	go func() {
		result <- load()
	}()
	select {
	case s := <-result:
		return s
	case <-late:
		return ""
	}
}
