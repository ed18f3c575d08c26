// The program ends soon after it has left some goroutines behind, and goes on after
// others.
package main

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"
)

var errLate = errors.New("late")

func main() {
	if err := setUp(); err != nil {
		log.Fatal(err)
	}
	if err := warmUp(len(os.Args) > 1); err != nil {
		log.Print(err)
	}
	if n := check(len(os.Args) > 2); n > 1 {
		fmt.Println(n)
	}
	var err error
	if len(os.Args) > 3 {
		err = http.ListenAndServe(os.Args[1], nil)
	} else {
		err = run()
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// Whatever it returns, the program ends.
func run() error {
	replies := make(chan string)
	go func() { replies <- work() }() // want `^replies: goroutine blocks forever sending when run returns at line [0-9]+, as the program ends; short$`
	select {
	case s := <-replies:
		fmt.Println(s)
		return nil
	case <-time.After(time.Second):
		return errLate
	}
}

// It leaves somebody behind if it fails.
func setUp() error {
	ready := make(chan bool)
	go func() {
		ready <- work() != "" // want `^ready: goroutine blocks forever sending when setUp returns at line [0-9]+, as the program ends; short$`
	}()
	if err := prepare(); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	<-ready
	return nil
}

// The program goes on, whether it fails or not.
func warmUp(fail bool) error {
	ready := make(chan bool)
	go func() {
		ready <- work() != "" // want `^ready: goroutine blocks forever sending when warmUp returns at line [0-9]+; short$`
	}()
	if fail {
		return errLate
	}
	<-ready
	return nil
}

// It is one thing to fail before the end, and another one to go on.
func check(fail bool) int {
	ready := make(chan bool)
	go func() {
		ready <- work() != "" // want `^ready: goroutine blocks forever sending when check returns at line [0-9]+; short$`
	}()
	if fail {
		return 0
	}
	<-ready
	return 1
}

// One of its two ways to leave somebody behind does harm.
func prepare() error {
	found := make(chan string)
	go func() { found <- work() }() // want `^found: goroutine blocks forever sending when prepare returns at line 10[0-9]; short$`
	switch len(os.Args) {
	case 1:
		return errLate
	case 2:
		return nil
	}
	if <-found == "" {
		return errLate
	}
	return nil
}

func work() string { return os.Getenv("WORK") }
