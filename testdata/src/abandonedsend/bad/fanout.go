package bad

import (
	"errors"
	"fmt"
)

// The first response wins, and the other replicas' answers are abandoned.
func firstResponse(replicas []string, query func(string) (string, error)) string {
	responses := make(chan string)
	for _, r := range replicas {
		go func() {
			s, err := query(r)
			if err != nil {
				s = r + " failed"
			}
			responses <- s // want `blocks forever`
		}()
	}
	if len(replicas) == 0 {
		return ""
	}
	return <-responses
}

// The collector stops at the first error.
func validateAll(files []string, validate func(string) (string, error)) error {
	errs := make(chan error)
	for _, f := range files {
		go func() {
			_, err := validate(f)
			errs <- err // want `blocks forever`
		}()
	}
	for range files {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// Over a map.
func pingServices(services map[string]string, ping func(string) (string, error)) error {
	type status struct {
		name string
		err  error
	}
	statuses := make(chan status)
	for name, addr := range services {
		go func(name, addr string) {
			_, err := ping(addr)
			statuses <- status{name, err} // want `blocks forever`
		}(name, addr)
	}
	for i := 0; i < len(services); i++ {
		if s := <-statuses; s.err != nil {
			return fmt.Errorf("%s: %w", s.name, s.err)
		}
	}
	return nil
}

// A place for one error, but each may send one.
func syncShards(shards []int, sync func(int) error) error {
	errs := make(chan error, 1)
	for _, id := range shards {
		go func() {
			errs <- sync(id) // want `blocks forever`
		}()
	}
	for range shards {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// A majority is enough for the caller, not for the channel.
func replicate(put func(replica int) error) error {
	const replicas, quorum = 3, 2
	acks := make(chan error)
	for i := range replicas {
		go func() { acks <- put(i) }() // want `blocks forever`
	}
	var failed error
	for range quorum {
		failed = errors.Join(failed, <-acks)
	}
	return failed
}

// One receive too few.
func sumParts(parts [][]int) (total int) {
	sums := make(chan int)
	for _, p := range parts {
		go func() {
			s := 0
			for _, v := range p {
				s += v
			}
			sums <- s // want `blocks forever`
		}()
	}
	for i := 1; i < len(parts); i++ {
		total += <-sums
	}
	return total
}

// Room for one value from each, but each sends two.
func logBoth(hosts []string, run func(string) (string, error)) string {
	lines := make(chan string, len(hosts))
	for _, h := range hosts {
		go func() {
			lines <- h + ": start" // want `blocks forever`
			out, err := run(h)
			if err != nil {
				out = err.Error()
			}
			lines <- h + ": " + out // also
		}()
	}
	if len(hosts) == 0 {
		return ""
	}
	return <-lines
}

// Room for the reads only.
func mixedLoad(reads, writes []string, do func(string) (string, error)) error {
	errs := make(chan error, len(reads))
	for _, r := range reads {
		go func() {
			_, err := do(r)
			errs <- err // want `blocks forever`
		}()
	}
	for _, w := range writes {
		go func() {
			_, err := do(w)
			errs <- err // also
		}()
	}
	for i := 0; i < len(reads)+len(writes); i++ {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

// Results and errors on two channels: the first error ends it all.
func loadPages(urls []string, get func(string) (string, error)) (pages []string, err error) {
	loaded := make(chan string)
	failed := make(chan error)
	for _, u := range urls {
		go func() {
			s, err := get(u)
			if err != nil {
				failed <- err // want `blocks forever`
				return
			}
			loaded <- s // want `blocks forever`
		}()
	}
	for range urls {
		select {
		case s := <-loaded:
			pages = append(pages, s)
		case err := <-failed:
			return nil, err
		}
	}
	return pages, nil
}

// The search is over when it is found.
func findOwner(nodes []int, owns func(int) bool) (int, bool) {
	type reply struct {
		node int
		owns bool
	}
	replies := make(chan reply)
	for _, n := range nodes {
		go func() { replies <- reply{n, owns(n)} }() // want `blocks forever`
	}
	for range nodes {
		if r := <-replies; r.owns {
			return r.node, true
		}
	}
	return 0, false
}

// The errors of the skipped ones are sent, too, but not counted.
func checkLinks(links []string, check func(string) (string, error)) (broken int) {
	results := make(chan bool)
	expected := 0
	for _, l := range links {
		if l != "" {
			expected++
		}
		go func() {
			_, err := check(l)
			results <- err == nil // want `blocks forever`
		}()
	}
	for ; expected > 0; expected-- {
		if !<-results {
			broken++
		}
	}
	return broken
}

// The primary's answer makes the backup's superfluous.
func hedge(primary, backup func() (string, error)) (string, error) {
	first, second := make(chan string), make(chan string)
	go func() {
		s, _ := primary()
		first <- s // want `blocks forever`
	}()
	go func() {
		s, _ := backup()
		second <- s // want `blocks forever`
	}()
	select {
	case s := <-first:
		return s, nil
	case s := <-second:
		return s, nil
	}
}

// Batches: a failing batch leaves the rest of itself.
func importBatches(rows []int, insert func(int) error) error {
	const size = 3
	for len(rows) > 0 {
		batch := rows[:min(size, len(rows))]
		rows = rows[len(batch):]
		errs := make(chan error)
		for _, r := range batch {
			go func() { errs <- insert(r) }() // want `blocks forever`
		}
		for range batch {
			if err := <-errs; err != nil {
				return err
			}
		}
	}
	return nil
}
