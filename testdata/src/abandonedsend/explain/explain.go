// Package explain has a channel for each reason for which nothing is reported.
package explain

import "net/http"

func returned() <-chan int {
	ch := make(chan int) // explain: explored from returned, it escapes: it is returned to the caller at line 9; it would be followed if all callers were in the package, and called by name
	go func() { ch <- 1 }()
	return ch
}

type box struct{ ch chan int }

func stored(b *box) {
	ch := make(chan int) // explain: explored from stored, it escapes: it is stored where others look at line 17; it would be followed if only functions of the package could reach where it is stored
	go func() { ch <- 1 }()
	b.ch = ch
}

func take(b *box) int { return <-b.ch }

func passed() {
	ch := make(chan int) // explain: explored from passed, it escapes: it is passed to code that is not seen at line 25; it would be followed if the function that gets it were in the package, or known
	go func() { ch <- 1 }()
	http.HandleFunc("/", func(http.ResponseWriter, *http.Request) { <-ch })
}

func sent(to chan<- chan int) {
	ch := make(chan int) // explain: explored from sent, it escapes: it is sent to code that is not seen at line 31; it would be followed if whoever receives it were in the package
	go func() { ch <- 1 }()
	to <- ch
}

func received() int {
	ch := make(chan int) // explain: explored from received, nobody is stuck on any path
	go func() { ch <- 1 }()
	return <-ch
}

func reported() {
	ch := make(chan int) // explain: explored from reported, a goroutine is stuck at it at line 42
	go func() { ch <- 1 }()
}

func tooDeep(n int) {
	ch := make(chan int, 1) // explain: explored from tooDeep, nobody is stuck, but part was left out: calls too deep
	deeper(ch, n)
}

func deeper(ch chan int, n int) {
	if n > 0 {
		deeper(ch, n-1)
		return
	}
	ch <- n
}

func pair() {
	a, b := make(chan int), make(chan int) // explain: a: explored from pair, nobody is stuck on any path; b: explored from pair, a goroutine is stuck at it at line 61
	go func() { a <- 1 }()
	go func() { b <- 1 }()
	<-a
}
