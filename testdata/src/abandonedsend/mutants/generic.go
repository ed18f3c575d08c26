package mutants

import (
	"context"
	"sync"
	"time"
)

type result[V any] struct {
	value V
	err   error
}

func fetchG[K, V any](key K, fetch func(K) (V, error)) (v V, err error) {
	ch := make(chan result[V])
	go func() {
		v, err := fetch(key)
		ch <- result[V]{v, err} // want `blocks forever`
	}()
	select {
	case r := <-ch:
		return r.value, r.err
	case <-time.After(5 * time.Millisecond):
		return v, errTimeout
	}
}

func queryG[S ~string](ctx context.Context, stmt S, query func(S) error) error {
	done := make(chan error)
	go func() { done <- query(stmt) }() // want `blocks forever`
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func dialAllG[A, C any](addrs []A, dial func(A) C) (conns []C) {
	dialed := make(chan C)
	for _, a := range addrs {
		go func() { dialed <- dial(a) }() // want `blocks forever`
	}
	deadline := time.After(5 * time.Millisecond)
	for range addrs {
		select {
		case c := <-dialed:
			conns = append(conns, c)
		case <-deadline:
			return conns
		}
	}
	return conns
}

func relayG[E any](ctx context.Context, source <-chan E, limit int) (seen []E) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := make(chan E)
	go func() {
		for {
			select {
			case e := <-source:
				out <- e // want `blocks forever`
			case <-ctx.Done():
				return
			}
		}
	}()
	for e := range out {
		seen = append(seen, e)
		if len(seen) == limit {
			return seen
		}
	}
	return seen
}

func openG[U, T any](user U, valid func(U) bool, authorize func(U) T) (t T, err error) {
	token := make(chan T)
	go func() { token <- authorize(user) }() // want `blocks forever`
	if !valid(user) {
		return t, errDown
	}
	return <-token, nil
}

func lookupG[K comparable, V any](key K, cache map[K]V, load func(K) V) V {
	loaded := make(chan V)
	go func() { loaded <- load(key) }() // want `blocks forever`
	if v, ok := cache[key]; ok {
		return v
	}
	return <-loaded
}

func bothG[A, B any](first func() (A, error), second func() B) (a A, b B, err error) {
	as, bs := make(chan result[A]), make(chan B)
	go func() {
		v, err := first()
		as <- result[A]{v, err}
	}()
	go func() { bs <- second() }() // want `blocks forever`
	r := <-as
	if r.err != nil {
		return a, b, r.err
	}
	return r.value, <-bs, nil
}

func flushG[M ~int](mode M, write func() error) error {
	errs := make(chan error)
	go func() { errs <- write() }() // want `blocks forever`
	switch mode {
	case 1:
		return nil
	default:
		return <-errs
	}
}

func firstResponseG[R, V any](replicas []R, query func(R) V) (v V) {
	responses := make(chan V)
	for _, r := range replicas {
		go func() { responses <- query(r) }() // want `blocks forever`
	}
	if len(replicas) == 0 {
		return v
	}
	return <-responses
}

func validateG[S ~[]E, E any](list S, validate func(E) error) error {
	errs := make(chan error)
	for _, e := range list {
		go func() { errs <- validate(e) }() // want `blocks forever`
	}
	for range list {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func pingG[M ~map[K]V, K comparable, V any](services M, ping func(K, V) error) error {
	errs := make(chan error)
	for k, v := range services {
		go func() { errs <- ping(k, v) }() // want `blocks forever`
	}
	for range services {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func syncG[T any](shards []T, sync func(T) error) error {
	errs := make(chan error, 1)
	for _, s := range shards {
		go func() { errs <- sync(s) }() // want `blocks forever`
	}
	for range shards {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func sumG[N ~int | ~float64](parts [][]N) (total N) {
	sums := make(chan N)
	for _, p := range parts {
		go func() {
			var s N
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

func grepG[T any](list []T, match func(T) bool) (found T) {
	ch := make(chan T)
	go func() {
		for _, v := range list {
			ch <- v // want `blocks forever`
		}
		close(ch)
	}()
	for v := range ch {
		if match(v) {
			return v
		}
	}
	return found
}

func transformG[A, B any](records []A, convert func(A) (B, error)) (out []B) {
	raw, cooked := make(chan A), make(chan B)
	go func() {
		for _, r := range records {
			raw <- r // want `blocks forever`
		}
		close(raw)
	}()
	go func() {
		defer close(cooked)
		for r := range raw {
			v, err := convert(r)
			if err != nil {
				return
			}
			cooked <- v
		}
	}()
	for v := range cooked {
		out = append(out, v)
	}
	return out
}

func waitFirstG[K, V any](keys []K, load func(K) V) (values []V) {
	loaded := make(chan V)
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go func() {
			defer wg.Done()
			loaded <- load(k) // want `blocks forever`
		}()
	}
	wg.Wait() // also
	close(loaded)
	for v := range loaded {
		values = append(values, v)
	}
	return values
}

type requestOf[K, V any] struct {
	key   K
	reply chan V
}

func readG[K, V any](ctx context.Context, key K, read func(K) V) (v V) {
	requests := make(chan requestOf[K, V])
	go func() {
		for r := range requests {
			r.reply <- read(r.key) // want `blocks forever`
		}
	}()
	defer close(requests)
	r := requestOf[K, V]{key, make(chan V)}
	requests <- r
	select {
	case v = <-r.reply:
	case <-ctx.Done():
	}
	return v
}

func settingsG[P any](path P, read func(P) error) error {
	errs := make(chan error)
	go func() {
		if err := read(path); err != nil {
			errs <- err
		}
		errs <- nil // want `blocks forever`
	}()
	return <-errs
}

func jobG[T any](job func() (T, bool)) T {
	done := make(chan T)
	go func() {
		defer func() {
			var zero T
			done <- zero // want `blocks forever`
		}()
		if v, ok := job(); !ok {
			done <- v
			return
		}
	}()
	return <-done
}

func logG[L any](lines []L, write func(L) error) error {
	ch, done := make(chan L), make(chan error, 1)
	go func() {
		for l := range ch {
			if err := write(l); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for _, l := range lines {
		ch <- l // want `blocks forever`
	}
	close(ch)
	return <-done
}

// Instances of all.
func instances(slow call) {
	_, _ = fetchG("a", slow)
	_ = queryG(soon(), "a", func(s string) error { _, err := slow(s); return err })
	_ = dialAllG([]string{"a", "b"}, func(s string) int { _, _ = slow(s); return 1 })
	_ = relayG(context.Background(), events(), 1)
	_, _ = openG(1, func(int) bool { return false }, func(int) string { return "t" })
	_ = lookupG("a", map[string]int{"a": 1}, func(string) int { return 2 })
	_, _, _ = bothG(func() (int, error) { return 0, errDown }, func() string { return "b" })
	_ = flushG(1, failJob)
	_ = firstResponseG([]int{1, 2}, func(i int) int { return i })
	_ = validateG([]string{"a", "b"}, failWrite)
	_ = pingG(map[string]int{"a": 1, "b": 2}, func(string, int) error { return errDown })
	_ = syncG([]string{"a", "b", "c", "d"}, failWrite)
	_ = sumG([][]float64{{1}, {2}, {3}})
	_ = grepG([]string{"a", "b", "c"}, isB)
	_ = transformG([]string{"a", "b"}, fail)
}

func instancesToo(slow call) {
	go waitFirstG([]string{"a", "b"}, func(s string) int { return len(s) })
	_ = readG(soon(), "a", func(s string) int { _, _ = slow(s); return 1 })
	_ = settingsG("a", failWrite)
	_ = jobG(func() (int, bool) { return 1, false })
	go logG([]string{"a", "b"}, failWrite)
}
