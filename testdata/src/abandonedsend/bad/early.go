package bad

import (
	"errors"
	"fmt"
	"strings"
)

// The check that fails comes after the goroutine was started.
func openSession(user string, authorize func(string) (string, error)) (string, error) {
	token := make(chan string)
	go func() {
		t, err := authorize(user)
		if err != nil {
			t = ""
		}
		token <- t // want `blocks forever`
	}()
	if strings.ContainsAny(user, " /") {
		return "", fmt.Errorf("bad user %q", user)
	}
	return <-token, nil
}

// A cached value makes the answer superfluous.
func lookupCached(key string, cache map[string]string, load func(string) (string, error)) string {
	loaded := make(chan string)
	go func() {
		v, _ := load(key)
		loaded <- v // want `blocks forever`
	}()
	if v, ok := cache[key]; ok {
		return v
	}
	return <-loaded
}

// The first part's error leaves the goroutine of the second.
func userAndOrders(id string, user, orders func(string) (string, error)) (string, error) {
	type part struct {
		text string
		err  error
	}
	users, ordered := make(chan part), make(chan part)
	go func() {
		s, err := user(id)
		users <- part{s, err}
	}()
	go func() {
		s, err := orders(id)
		ordered <- part{s, err} // want `blocks forever`
	}()
	u := <-users
	if u.err != nil {
		return "", u.err
	}
	o := <-ordered
	if o.err != nil {
		return "", o.err
	}
	return u.text + o.text, nil
}

type mode int

const (
	modeSync mode = iota
	modeAsync
	modeOff
)

// One case of the switch returns without the receive.
func flush(m mode, write func() error) error {
	errs := make(chan error)
	go func() { errs <- write() }() // want `blocks forever`
	switch m {
	case modeSync:
		return <-errs
	case modeAsync:
		return nil
	default:
		err := <-errs
		return fmt.Errorf("flush in mode %d: %w", m, err)
	}
}

// The step before the receive fails.
func upload(chunks int, prepare func() error, send func(int) error) error {
	sent := make(chan error)
	go func() {
		for i := range chunks {
			if err := send(i); err != nil {
				sent <- err // want `blocks forever`
				return
			}
		}
		sent <- nil // also
	}()
	if err := prepare(); err != nil {
		return fmt.Errorf("prepare: %w", err)
	}
	return <-sent
}

// Only in verbose mode is the report read.
func compact(verbose bool, run func() int) {
	freed := make(chan int)
	go func() {
		n := run()
		freed <- n // want `blocks forever`
	}()
	if verbose {
		fmt.Println("freed", <-freed)
	}
}

// Nested conditions, of which one way out has no receive.
func migrate(version int, dryRun bool, apply func(int) error) error {
	applied := make(chan error)
	go func() { applied <- apply(version) }() // want `blocks forever`
	if version > 3 {
		if dryRun {
			return errors.New("cannot dry-run this version")
		}
		fmt.Println("big migration")
	} else if version < 0 {
		<-applied
		return errors.New("negative version")
	}
	return <-applied
}

// The comma-ok of a type assertion decides.
func render(doc any, draw func(string) (string, error)) (string, error) {
	pages := make(chan string)
	go func() {
		p, _ := draw("cover")
		pages <- p // want `blocks forever`
	}()
	title, ok := doc.(string)
	if !ok {
		return "", fmt.Errorf("cannot render %T", doc)
	}
	return title + <-pages, nil
}

// The header is read, its error forgets the body.
func headerAndBody(read func(string) (string, error)) (string, error) {
	type piece struct {
		text string
		err  error
	}
	pieces := make(chan piece)
	go func() {
		for _, name := range []string{"header", "body"} {
			s, err := read(name)
			pieces <- piece{s, err} // want `blocks forever`
		}
	}()
	header := <-pieces
	if header.err != nil {
		return "", header.err
	}
	body := <-pieces
	return header.text + body.text, body.err
}

// goto skips the receive.
func replay(log []string, apply func(string) error) (err error) {
	last := make(chan string)
	go func() {
		s := ""
		if len(log) > 0 {
			s = log[len(log)-1]
		}
		last <- s // want `blocks forever`
	}()
	for _, entry := range log {
		if err = apply(entry); err != nil {
			goto failed
		}
	}
	fmt.Println("replayed up to", <-last)
	return nil
failed:
	return fmt.Errorf("replay: %w", err)
}
