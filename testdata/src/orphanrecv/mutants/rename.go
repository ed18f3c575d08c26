// Package mutants has ten cases of orphanrecv/bad in five forms each: with other
// names (this file), with a helper (helper.go), with the branches the other way
// round (swap.go), in generic functions (generic.go) and in methods (method.go).
package mutants

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"time"
)

// workersNotTold
func renameWorkers(urls []string) (bytes int) {
	frontier, fetched := make(chan string), make(chan int)
	for w := 0; w < 2; w++ {
		go func() {
			for url := range frontier { // want `blocks forever`
				fetched <- len(url)
			}
		}()
	}
	for _, u := range urls {
		frontier <- u
		bytes += <-fetched
	}
	return bytes
}

// closeSkippedOnError
func renameFeed(rows []string) error {
	cells := make(chan float64)
	go func() {
		mean := 0.0
		for c := range cells { // want `blocks forever`
			mean += c
		}
	}()
	for _, row := range rows {
		x, parseErr := strconv.ParseFloat(row, 64)
		if parseErr != nil {
			return parseErr
		}
		cells <- x
	}
	close(cells)
	return nil
}

// returnsOnError
func renameResult(path string) []byte {
	contents := make(chan []byte)
	go func() {
		data, readErr := os.ReadFile(path)
		if readErr != nil {
			return
		}
		contents <- data
	}()
	return <-contents // want `blocks forever`
}

// errorOnlyIfThereIsOne
func renameError(flag string) error {
	problems := make(chan error)
	go func() {
		_, e := strconv.ParseBool(flag)
		if e != nil {
			problems <- e
		}
	}()
	return <-problems // want `blocks forever`
}

// stopOnOnePath
type renamedJanitor struct{ bell chan struct{} }

func hireJanitor() *renamedJanitor {
	j := &renamedJanitor{bell: make(chan struct{})}
	go j.sleep()
	return j
}

func (j *renamedJanitor) sleep() {
	<-j.bell // want `blocks forever`
	fmt.Println("swept")
}

func (j *renamedJanitor) dismiss() { close(j.bell) }

func renameStop(room string) error {
	j := hireJanitor()
	if room == "" {
		return errors.New("no room")
	}
	j.dismiss()
	return nil
}

// cancelOnOnePath
func renameCancel(busy bool) error {
	scope, leave := context.WithCancel(context.Background())
	mail := make(chan string)
	go func() {
		for {
			select { // want `blocks forever`
			case letter := <-mail:
				fmt.Println(letter)
			case <-scope.Done():
				return
			}
		}
	}()
	if busy {
		return errors.New("busy")
	}
	leave()
	return nil
}

// rangeStoppedTicker
func renameTicker(chime func()) {
	clock := time.NewTicker(time.Hour)
	go func() {
		for range clock.C { // want `blocks forever`
			chime()
		}
	}()
	clock.Stop()
}

// readyOnlyOnSuccess
func renameReady(file string) error {
	loaded := make(chan struct{})
	go func() {
		<-loaded // want `blocks forever`
		fmt.Println("using", file)
	}()
	if file == "" {
		return errors.New("no file")
	}
	close(loaded)
	return nil
}

// recoveredWithoutResult
func renameRecovered(table []string, row int) string {
	cell := make(chan string)
	go func() {
		defer func() {
			if reason := recover(); reason != nil {
				fmt.Println("gave up:", reason)
			}
		}()
		if row >= len(table) {
			panic("no such row")
		}
		cell <- table[row]
	}()
	return <-cell // want `blocks forever`
}

// skipsItems
func renameSkips(fields []string) (product int) {
	factors := make(chan int)
	product = 1
	go func() {
		for _, f := range fields {
			v, e := strconv.Atoi(f)
			if e != nil {
				continue
			}
			factors <- v
		}
	}()
	for range fields {
		product *= <-factors // want `blocks forever`
	}
	return product
}
