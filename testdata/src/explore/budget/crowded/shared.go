// Package budget has functions that are the same in alone and in crowded.
package budget

import (
	"errors"
	"time"
)

var errLate = errors.New("late")

// First leaves all but one of the goroutines behind.
func First(urls []string, get func(string) string) string {
	results := make(chan string)
	for _, url := range urls {
		go func() { results <- get(url) }()
	}
	return <-results
}

// Timeout leaves its goroutine behind.
func Timeout(get func() string) (string, error) {
	results := make(chan string)
	go func() { results <- get() }()
	select {
	case r := <-results:
		return r, nil
	case <-time.After(time.Second):
		return "", errLate
	}
}

// All leaves nobody behind.
func All(urls []string, get func(string) string) (all []string) {
	results := make(chan string)
	for _, url := range urls {
		go func() { results <- get(url) }()
	}
	for range urls {
		all = append(all, <-results)
	}
	return all
}

// Crossing takes nearly as many states as there are.
func Crossing() {
	c := make(chan int, 4)
	done := make(chan int, 4)
	go func() { c <- 1; c <- <-c; c <- <-c; <-c; done <- 1 }()
	go func() { c <- 2; c <- <-c; c <- <-c; <-c; done <- 2 }()
}
