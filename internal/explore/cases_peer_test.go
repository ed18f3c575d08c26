package explore

// countCases are about counts that a loop keeps over its rounds.
var countCases = []ruleCase{
	{"a select loop ends when all are done", `
func f(in chan int) {
	results := make(chan int)
	started := 0
	for {
		select {
		case x := <-in:
			started++
			go func() { results <- x }()
		case <-results:
			started--
			if started == 0 {
				return
			}
		}
	}
}`},
	{"what a loop has started is drained", `
func f(in chan int, stop chan bool) {
	results := make(chan int)
	n := 0
	for {
		select {
		case x := <-in:
			n++
			go func() { results <- x }()
			continue
		case <-results:
			n--
			continue
		case <-stop:
		}
		break
	}
	for ; n > 0; n-- {
		<-results
	}
}`},
	{"two counts that meet", `
func f(in chan int) {
	results := make(chan int)
	started, done := 0, 0
	for {
		select {
		case x, ok := <-in:
			if !ok {
				in = nil
				break
			}
			started++
			go func() { results <- x }()
		case <-results:
			done++
		}
		if in == nil && done == started {
			return
		}
	}
}`},
	{"a buffer of a count", `
func f(in chan int) {
	n := 0
	for range in {
		n++
	}
	results := make(chan int, n)
	for i := 0; i < n; i++ {
		go func() { results <- i }()
	}
}`},
	{"a buffer of a count that a branch has compared", `
func f(in chan int) {
	n := 0
	for range in {
		n++
	}
	if n == 0 {
		return
	}
	results := make(chan int, n)
	for i := 0; i < n; i++ {
		go func() { results <- i }()
	}
	<-results
}`},
	{"a count in a field", `
type pool struct {
	n       int
	results chan int
}
func f(in chan int) {
	p := &pool{results: make(chan int)}
	for {
		select {
		case x := <-in:
			p.n++
			go func() { p.results <- x }()
		case <-p.results:
			if p.n--; p.n == 0 {
				return
			}
		}
	}
}`},
	{"a bound that is read in each round, by a counter that is captured", `
type server struct{ n int }
func f(s *server, work func(int) int) {
	c := make(chan int, s.n)
	for i := 0; i < s.n; i++ {
		go func() { c <- work(i) }()
	}
}`},
	{"a bound behind a pointer", `
type server struct{ opts *struct{ size int } }
func f(s *server, work func() int) {
	c := make(chan int, s.opts.size)
	for i := 0; i < s.opts.size; i++ {
		go func() { c <- work() }()
	}
}`},
	{"one more than the bound", `
type server struct{ opts *struct{ size int } }
func f(s *server, work func(int) int) {
	c := make(chan int, s.opts.size)
	for i := 0; i <= s.opts.size; i++ {
		go func() { c <- work(i) }() // stuck
	}
}`},
	{"a loop that forgets to count", `
func f(in chan int, stop chan bool) {
	results := make(chan int)
	n := 0
	for {
		select {
		case x := <-in:
			n++
			go func() { results <- x }() // stuck
		case <-results:
			n--
		case <-stop:
			return
		}
	}
}`},
	{"a loop that counts two for one", `
func f(in chan int) {
	results := make(chan int)
	n := 0
	for {
		select {
		case x := <-in:
			n++
			go func() { results <- x }() // stuck
		case <-results:
			if n -= 2; n <= 0 {
				return
			}
		}
	}
}`},
	{"a loop that stops with one left", `
func f(in chan int) {
	results := make(chan int)
	n := 0
	for {
		select {
		case x := <-in:
			n++
			go func() { results <- x }() // stuck
		case <-results:
			if n--; n <= 1 {
				return
			}
		}
	}
}`},
}

const replyTypes = `
type msg struct{ id int; body string }
type conn interface { read() (msg, error); write(msg) error }
`

// replyCases are about peers, which answer a request once.
var replyCases = []ruleCase{
	{"a reply under a number, taken out", replyTypes + `
func f(c conn, stop chan bool) {
	wait := map[int]chan msg{1: make(chan msg, 1)}
	go func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			ch := wait[m.id]
			delete(wait, m.id)
			if ch != nil {
				ch <- m
			}
		}
	}()
	select {
	case <-wait[1]:
	case <-stop:
	}
}`},
	{"a reply under a number, left there", replyTypes + `
func f(c conn, stop chan bool) {
	wait := map[int]chan msg{1: make(chan msg, 1)}
	go func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			if ch, ok := wait[m.id]; ok {
				ch <- m
			}
		}
	}()
	select {
	case <-wait[1]:
	case <-stop:
	}
}`},
	{"two replies to one message", replyTypes + `
func f(c conn, stop chan bool) {
	wait := map[int]chan msg{1: make(chan msg, 1)}
	go func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			if ch, ok := wait[m.id]; ok {
				ch <- m
				ch <- m // stuck
			}
		}
	}()
	select {
	case <-wait[1]:
	case <-stop:
	}
}`},
	{"a reply that nobody waits for any more", replyTypes + `
func f(c conn, stop chan bool) {
	wait := map[int]chan msg{1: make(chan msg)}
	go func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			if ch, ok := wait[m.id]; ok {
				ch <- m // stuck
			}
		}
	}()
	select {
	case <-wait[1]:
	case <-stop:
	}
}`},
	{"a function under a name that is called by each message", replyTypes + `
func f(c conn, stop chan bool) {
	done := make(chan bool, 1)
	handlers := map[string]func(){"hello": func() { done <- true }}
	go func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			if h := handlers[m.body]; h != nil {
				h()
			}
		}
	}()
	select {
	case <-done:
	case <-stop:
	}
}`},
	{"a function that is registered again", replyTypes + `
func f(c conn, stop chan bool) {
	done := make(chan bool, 1)
	handlers := map[string]func(){"hello": func() { done <- true }} 
	if m, _ := c.read(); handlers[m.body] != nil {
		handlers[m.body]()
	}
	handlers["hello"] = func() {
		done <- true // stuck
	}
	go func() {
		if m, _ := c.read(); handlers[m.body] != nil {
			handlers[m.body]()
		}
	}()
	<-stop
}`},
	{"a reply to the message with the number", replyTypes + `
func f(c conn, stop chan bool, id int) {
	ch := make(chan msg, 1)
	go func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			if m.id == id {
				ch <- m
			}
		}
	}()
	select {
	case <-ch:
	case <-stop:
	}
}`},
	{"a reply to the message with the name, and to no other", replyTypes + `
func decode(m *msg) error
func f(name string, stop chan bool) {
	ch := make(chan msg, 1)
	go func() {
		for {
			var m msg
			if decode(&m) != nil {
				return
			}
			if m.body != name {
				continue
			}
			ch <- m
		}
	}()
	select {
	case <-ch:
	case <-stop:
	}
}`},
	{"a reply to one of a list", replyTypes + `
type call struct{ id int; ch chan msg }
func f(in chan msg, stop chan bool) {
	calls := []call{{1, make(chan msg, 1)}, {2, make(chan msg, 1)}}
	go func() {
		for m := range in {
			for _, c := range calls {
				if c.id == m.id {
					c.ch <- m
					break
				}
			}
		}
	}()
	select {
	case <-calls[0].ch:
	case <-stop:
	}
}`},
	{"a message of a kind may come twice", replyTypes + `
func f(c conn, stop chan bool) {
	ch := make(chan msg, 1)
	go func() {
		for {
			m, err := c.read()
			if err != nil {
				return
			}
			if m.id == 7 {
				ch <- m // stuck
			}
		}
	}()
	select {
	case <-ch:
	case <-stop:
	}
}`},
	{"elements of a list may be equal", `
func f(list []string, name string) {
	ch := make(chan int)
	go func() {
		for i, x := range list {
			if x == name {
				ch <- i // stuck
			}
		}
	}()
	<-ch // stuck
}`},
	{"the number of elements may be one twice", `
func f(xs, ys func() []int, n int) {
	ch := make(chan int, 1)
	go func() {
		for _, get := range []func() []int{xs, ys} {
			if len(get()) == n {
				ch <- n // stuck
			}
		}
	}()
}`},
}
