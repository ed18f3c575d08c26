package mutants

import (
	"context"
	"strings"
	"sync"
	"time"
)

type answer struct {
	body string
	err  error
}

func fetchH(url string, fetch call) (string, error) {
	ch := make(chan answer)
	go fetchInto(ch, url, fetch)
	select {
	case a := <-ch:
		return a.body, a.err
	case <-time.After(5 * time.Millisecond):
		return "", errTimeout
	}
}

func fetchInto(ch chan<- answer, url string, fetch call) {
	body, err := fetch(url)
	ch <- answer{body, err} // want `blocks forever`
}

func queryH(ctx context.Context, stmt string, query call) error {
	done := make(chan error)
	go func() {
		_, err := query(stmt)
		done <- err // want `blocks forever`
	}()
	return waitFor(ctx, done)
}

func waitFor(ctx context.Context, done <-chan error) error {
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func dialAllH(addrs []string, dial call) (conns []string, err error) {
	dialed := make(chan string)
	for _, a := range addrs {
		go dialOne(a, dial, dialed)
	}
	deadline := time.After(5 * time.Millisecond)
	for range addrs {
		select {
		case c := <-dialed:
			conns = append(conns, c)
		case <-deadline:
			return conns, errTimeout
		}
	}
	return conns, nil
}

func dialOne(addr string, dial call, dialed chan string) {
	c, err := dial(addr)
	if err != nil {
		c = ""
	}
	dialed <- c // want `blocks forever`
}

func relayH(ctx context.Context, source <-chan string, limit int) (seen []string) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := make(chan string)
	go relayLoop(ctx, source, out)
	for e := range out {
		seen = append(seen, e)
		if len(seen) == limit {
			return seen
		}
	}
	return seen
}

func relayLoop(ctx context.Context, source <-chan string, out chan<- string) {
	for {
		select {
		case e := <-source:
			out <- e // want `blocks forever`
		case <-ctx.Done():
			return
		}
	}
}

func openH(user string, authorize call) (string, error) {
	token := make(chan string)
	go func() {
		t, _ := authorize(user)
		token <- t // want `blocks forever`
	}()
	return awaitToken(user, token)
}

func awaitToken(user string, token <-chan string) (string, error) {
	if strings.ContainsAny(user, " /") {
		return "", errDown
	}
	return <-token, nil
}

func lookupH(key string, cache map[string]string, load call) string {
	loaded := startLoad(key, load)
	if v, ok := cache[key]; ok {
		return v
	}
	return <-loaded
}

func startLoad(key string, load call) <-chan string {
	loaded := make(chan string)
	go func() {
		v, _ := load(key)
		loaded <- v // want `blocks forever`
	}()
	return loaded
}

func bothH(id string, user, orders call) error {
	users, ordered := make(chan error), make(chan error)
	go func() {
		_, err := user(id)
		users <- err
	}()
	go func() {
		_, err := orders(id)
		ordered <- err // want `blocks forever`
	}()
	return firstOf(users, ordered)
}

func firstOf(a, b <-chan error) error {
	if err := <-a; err != nil {
		return err
	}
	return <-b
}

func flushH(mode int, write func() error) error {
	errs := make(chan error)
	report := func() { errs <- write() } // want `blocks forever`
	go report()
	if mode == 1 {
		return nil
	}
	return <-errs
}

func firstResponseH(replicas []string, query call) string {
	responses := make(chan string)
	ask := func(r string) {
		s, _ := query(r)
		responses <- s // want `blocks forever`
	}
	for _, r := range replicas {
		go ask(r)
	}
	if len(replicas) == 0 {
		return ""
	}
	return <-responses
}

func validateH(files []string, validate call) error {
	errs := make(chan error)
	for _, f := range files {
		go func() {
			_, err := validate(f)
			errs <- err // want `blocks forever`
		}()
	}
	return firstError(errs, len(files))
}

func firstError(errs <-chan error, n int) error {
	for range n {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func pingH(services map[string]string, ping call) error {
	errs := startPings(services, ping)
	return firstError(errs, len(services))
}

func startPings(services map[string]string, ping call) <-chan error {
	errs := make(chan error)
	for _, addr := range services {
		go func() {
			_, err := ping(addr)
			errs <- err // want `blocks forever`
		}()
	}
	return errs
}

func syncH(shards []string, sync call) error {
	errs := make(chan error, 1)
	for _, s := range shards {
		go sendError(errs, s, sync)
	}
	return firstError(errs, len(shards))
}

func sendError(errs chan<- error, shard string, sync call) {
	_, err := sync(shard)
	errs <- err // want `blocks forever`
}

func sumH(parts [][]int) (total int) {
	sums := make(chan int)
	for _, p := range parts {
		go func() {
			sums <- add(p) // want `blocks forever`
		}()
	}
	for i := 1; i < len(parts); i++ {
		total += take(sums)
	}
	return total
}

func add(values []int) (s int) {
	for _, v := range values {
		s += v
	}
	return s
}

func take(ch <-chan int) int { return <-ch }

func grepH(lines []string, match func(string) bool) string {
	ch := make(chan string)
	go sendLines(ch, lines)
	return firstLine(ch, match)
}

func sendLines(ch chan<- string, lines []string) {
	for _, l := range lines {
		ch <- l // want `blocks forever`
	}
	close(ch)
}

func firstLine(ch <-chan string, match func(string) bool) string {
	for l := range ch {
		if match(l) {
			return l
		}
	}
	return ""
}

func transformH(records []string, convert call) (out []string) {
	raw, cooked := make(chan string), make(chan string)
	go func() {
		for _, r := range records {
			raw <- r // want `blocks forever`
		}
		close(raw)
	}()
	go convertAll(raw, cooked, convert)
	for s := range cooked {
		out = append(out, s)
	}
	return out
}

func convertAll(raw <-chan string, cooked chan<- string, convert call) {
	defer close(cooked)
	for r := range raw {
		s, err := convert(r)
		if err != nil {
			return
		}
		cooked <- s
	}
}

func waitFirstH(keys []string, load call) (values []string) {
	loaded := make(chan string)
	var wg sync.WaitGroup
	for _, k := range keys {
		wg.Add(1)
		go loadOne(&wg, loaded, k, load)
	}
	wg.Wait() // also
	close(loaded)
	for v := range loaded {
		values = append(values, v)
	}
	return values
}

func loadOne(wg *sync.WaitGroup, loaded chan<- string, key string, load call) {
	defer wg.Done()
	v, _ := load(key)
	loaded <- v // want `blocks forever`
}

type request struct {
	key   string
	reply chan string
}

func readH(ctx context.Context, key string, read call) string {
	requests := make(chan request)
	go func() {
		for r := range requests {
			answerTo(r, read)
		}
	}()
	defer close(requests)
	r := request{key, make(chan string)}
	requests <- r
	select {
	case v := <-r.reply:
		return v
	case <-ctx.Done():
		return ""
	}
}

func answerTo(r request, read call) {
	v, _ := read(r.key)
	r.reply <- v // want `blocks forever`
}

func settingsH(path string, read call) error {
	errs := make(chan error)
	go func() {
		reportFailure(errs, path, read)
		errs <- nil // want `blocks forever`
	}()
	return <-errs
}

func reportFailure(errs chan<- error, path string, read call) {
	if _, err := read(path); err != nil {
		errs <- err
	}
}

func jobH(job func() error) error {
	done := make(chan error)
	go func() {
		defer finish(done)
		if err := job(); err != nil {
			done <- err
			return
		}
	}()
	return <-done
}

func finish(done chan<- error) { done <- nil } // want `blocks forever`

func logH(lines []string, write func(string) error) error {
	ch, done := make(chan string), make(chan error, 1)
	go func() { done <- writeLines(ch, write) }()
	for _, l := range lines {
		ch <- l // want `blocks forever`
	}
	close(ch)
	return <-done
}

func writeLines(ch <-chan string, write func(string) error) error {
	for l := range ch {
		if err := write(l); err != nil {
			return err
		}
	}
	return nil
}
