package client

// A hub whose loop clients run in a goroutine of their own, and calls that start goroutines of
// theirs.
type member struct{ send chan string }

type Hall struct {
	join, leave chan *member
	texts       chan string
	members     map[*member]bool
	quit        chan struct{}
}

func NewHall() *Hall {
	return &Hall{join: make(chan *member), leave: make(chan *member), texts: make(chan string), members: make(map[*member]bool), quit: make(chan struct{})}
}

func (h *Hall) Run() {
	for {
		select {
		case m := <-h.join:
			h.members[m] = true
		case m := <-h.leave:
			delete(h.members, m)
			close(m.send)
		case text := <-h.texts:
			for m := range h.members {
				select {
				case m.send <- text:
				default:
				}
			}
		case <-h.quit:
			return
		}
	}
}

func (h *Hall) Close() { close(h.quit) }

func (h *Hall) Tell(text string) {
	select {
	case h.texts <- text:
	case <-h.quit:
	}
}

func (h *Hall) Serve(read func() error, write func(string) error) {
	m := &member{make(chan string, 1)}
	h.join <- m // want `the caller of Serve blocks forever sending to h.join once Close has run; wait for quit too, as Tell does`
	go func() {
		for text := range m.send {
			if write(text) != nil {
				return
			}
		}
	}()
	for read() == nil {
	}
	h.leave <- m // want `the caller of Serve blocks forever sending to h.leave once Close has run; wait for quit too, as Tell does`
}

// ok: calls wait for its end, and it ends what they have started.
type Room struct {
	join, leave chan *member
	texts       chan string
	members     map[*member]bool
	quit, over  chan struct{}
}

func NewRoom() *Room {
	return &Room{join: make(chan *member), leave: make(chan *member), texts: make(chan string), members: make(map[*member]bool), quit: make(chan struct{}), over: make(chan struct{})}
}

func (r *Room) Run() {
	defer close(r.over)
	defer func() {
		for m := range r.members {
			close(m.send)
		}
	}()
	for {
		select {
		case m := <-r.join:
			r.members[m] = true
		case m := <-r.leave:
			delete(r.members, m)
			close(m.send)
		case text := <-r.texts:
			for m := range r.members {
				select {
				case m.send <- text:
				default:
				}
			}
		case <-r.quit:
			return
		}
	}
}

func (r *Room) Close() { close(r.quit) }

func (r *Room) Tell(text string) {
	select {
	case r.texts <- text:
	case <-r.over:
	}
}

func (r *Room) Serve(read func() error, write func(string) error) {
	m := &member{make(chan string, 1)}
	select {
	case r.join <- m:
	case <-r.over:
		return
	}
	go func() {
		for text := range m.send {
			if write(text) != nil {
				return
			}
		}
	}()
	for read() == nil {
	}
	select {
	case r.leave <- m:
	case <-r.over:
	}
}

// ok: what starts goroutines starts those that serve the calls, and Wait is no loop of the client's.
type Relay struct {
	in, out chan int
	quit    chan struct{}
}

func NewRelay() *Relay {
	return &Relay{in: make(chan int), out: make(chan int), quit: make(chan struct{})}
}

func (q *Relay) Start() {
	go func() {
		for {
			select {
			case n := <-q.in:
				select {
				case q.out <- n:
				case <-q.quit:
					return
				}
			case <-q.quit:
				return
			}
		}
	}()
}

func (q *Relay) Put(n int) {
	select {
	case q.in <- n:
	case <-q.quit:
	}
}

func (q *Relay) Wait(n int) {
	for range n {
		<-q.out
	}
}

func (q *Relay) Stop() { close(q.quit) }
