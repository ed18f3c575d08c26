package mutants

import (
	"context"
	"strings"
	"sync"
	"time"
)

func fetchS(url string, fetch call) (body string, err error) {
	ch := make(chan answer)
	go func() {
		body, err := fetch(url)
		ch <- answer{body, err} // want `blocks forever`
	}()
	select {
	case <-time.After(5 * time.Millisecond):
		err = errTimeout
	case a := <-ch:
		body, err = a.body, a.err
	}
	return body, err
}

func queryS(ctx context.Context, stmt string, query call) error {
	done := make(chan error)
	go func() {
		_, err := query(stmt)
		done <- err // want `blocks forever`
	}()
	select {
	case <-ctx.Done():
	case err := <-done:
		return err
	}
	return ctx.Err()
}

func dialAllS(addrs []string, dial call) (conns []string) {
	dialed := make(chan string)
	for _, a := range addrs {
		go func() {
			c, err := dial(a)
			if err == nil {
				dialed <- c // want `blocks forever`
			} else {
				dialed <- "" // also
			}
		}()
	}
	deadline, late := time.After(5*time.Millisecond), false
	for len(conns) < len(addrs) && !late {
		select {
		case <-deadline:
			late = true
		case c := <-dialed:
			conns = append(conns, c)
		}
	}
	return conns
}

func relayS(ctx context.Context, source <-chan string, limit int) (seen []string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := make(chan string)
	go func() {
		for ctx.Err() == nil {
			select {
			case <-ctx.Done():
			case e := <-source:
				out <- e // not found: blocks forever
			}
		}
	}()
	for len(seen) != limit {
		seen = append(seen, <-out)
	}
	return seen
}

func openS(user string, authorize call) (string, error) {
	token := make(chan string)
	go func() {
		t, err := authorize(user)
		if err == nil {
			token <- t // want `blocks forever`
			return
		}
		token <- "" // also
	}()
	if !strings.ContainsAny(user, " /") {
		return <-token, nil
	}
	return "", errDown
}

func lookupS(key string, cache map[string]string, load call) (v string) {
	loaded := make(chan string)
	go func() {
		s, _ := load(key)
		loaded <- s // want `blocks forever`
	}()
	v, ok := cache[key]
	if !ok {
		v = <-loaded
	}
	return v
}

func bothS(id string, user, orders call) error {
	users, ordered := make(chan error), make(chan error)
	go func() {
		_, err := orders(id)
		ordered <- err // want `blocks forever`
	}()
	go func() {
		_, err := user(id)
		users <- err
	}()
	err := <-users
	if err == nil {
		err = <-ordered
	}
	return err
}

func flushS(mode int, write func() error) (err error) {
	errs := make(chan error)
	go func() { errs <- write() }() // want `blocks forever`
	if mode != 1 {
		err = <-errs
	} else {
		err = nil
	}
	return err
}

func firstResponseS(replicas []string, query call) string {
	responses := make(chan string)
	for _, r := range replicas {
		go func() {
			if s, err := query(r); err == nil {
				responses <- s // want `blocks forever`
			} else {
				responses <- "not " + r // also
			}
		}()
	}
	if len(replicas) != 0 {
		return <-responses
	}
	return ""
}

func validateS(files []string, validate call) (err error) {
	errs := make(chan error)
	for _, f := range files {
		go func() {
			_, err := validate(f)
			errs <- err // want `blocks forever`
		}()
	}
	for n := len(files); n > 0 && err == nil; n-- {
		err = <-errs
	}
	return err
}

func pingS(services map[string]string, ping call) error {
	errs := make(chan error)
	for _, addr := range services {
		go func() {
			_, err := ping(addr)
			errs <- err // want `blocks forever`
		}()
	}
	for range services {
		err := <-errs
		if err == nil {
			continue
		}
		return err
	}
	return nil
}

func syncS(shards []string, sync call) error {
	errs := make(chan error, 1)
	for _, s := range shards {
		go func() {
			if _, err := sync(s); err == nil {
				errs <- nil // want `blocks forever`
			} else {
				errs <- err // also
			}
		}()
	}
	for range shards {
		if err := <-errs; err == nil {
			return nil
		}
	}
	return errDown
}

func sumS(parts [][]int) (total int) {
	sums := make(chan int)
	for _, p := range parts {
		go func() {
			s := 0
			for i := len(p) - 1; i >= 0; i-- {
				s += p[i]
			}
			sums <- s // want `blocks forever`
		}()
	}
	for n := len(parts) - 1; n > 0; n-- {
		total += <-sums
	}
	return total
}

func grepS(lines []string, match func(string) bool) string {
	ch := make(chan string)
	go func() {
		defer close(ch)
		for _, l := range lines {
			ch <- l // want `blocks forever`
		}
	}()
	for {
		l, ok := <-ch
		if !ok {
			return ""
		}
		if !match(l) {
			continue
		}
		return l
	}
}

func transformS(records []string, convert call) (out []string) {
	raw, cooked := make(chan string), make(chan string)
	go func() {
		defer close(cooked)
		for r := range raw {
			if s, err := convert(r); err == nil {
				cooked <- s
			} else {
				break
			}
		}
	}()
	go func() {
		defer close(raw)
		for _, r := range records {
			raw <- r // want `blocks forever`
		}
	}()
	for s := range cooked {
		out = append(out, s)
	}
	return out
}

func waitFirstS(keys []string, load call) (values []string) {
	loaded := make(chan string)
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Go(func() {
			if v, err := load(k); err == nil {
				loaded <- v // want `blocks forever`
			} else {
				loaded <- "not " + k // also
			}
		})
	}
	wg.Wait() // also
	close(loaded)
	for v := range loaded {
		values = append(values, v)
	}
	return values
}

func readS(ctx context.Context, key string, read call) (v string) {
	requests := make(chan request)
	defer close(requests)
	go func() {
		for r := range requests {
			if s, err := read(r.key); err != nil {
				r.reply <- "" // want `blocks forever`
			} else {
				r.reply <- s // also
			}
		}
	}()
	r := request{reply: make(chan string), key: key}
	requests <- r
	select {
	case <-ctx.Done():
	case v = <-r.reply:
	}
	return v
}

func settingsS(path string, read call) error {
	errs := make(chan error)
	go func() {
		_, err := read(path)
		if err == nil {
			errs <- nil
		} else {
			errs <- err
			errs <- nil // want `blocks forever`
		}
	}()
	return <-errs
}

func jobS(job func() error) error {
	done := make(chan error)
	go func() {
		defer func() {
			done <- nil // want `blocks forever`
		}()
		err := job()
		if err == nil {
			return
		}
		done <- err
	}()
	return <-done
}

func logS(lines []string, write func(string) error) error {
	ch, done := make(chan string), make(chan error, 1)
	go func() {
		var err error
		for l := range ch {
			if err = write(l); err == nil {
				continue
			}
			break
		}
		done <- err
	}()
	for i := 0; i < len(lines); i++ {
		ch <- lines[i] // want `blocks forever`
	}
	close(ch)
	return <-done
}
