package ok

// Who is quiet has no channel, and knows it.
type bell struct {
	rings chan int
	quiet bool
}

func NewBell() *bell {
	b := &bell{rings: make(chan int)}
	go b.listen()
	return b
}

func NewQuietBell() *bell { return &bell{quiet: true} }

func (b *bell) listen() {
	for range b.rings {
	}
}

func (b *bell) Ring() {
	if b.rings != nil {
		b.rings <- 1
	}
}

func (b *bell) RingOnce() {
	if b.quiet {
		return
	}
	b.rings <- 1
}

// A nil channel switches off a case.
type Meter struct {
	values chan int
	resets chan struct{}
}

func NewMeter() *Meter {
	m := &Meter{values: make(chan int), resets: make(chan struct{})}
	go m.run()
	return m
}

func NewCounter() *Meter {
	m := &Meter{values: make(chan int)}
	go m.run()
	return m
}

func (m *Meter) run() {
	for {
		select {
		case <-m.values:
		case <-m.resets:
		}
	}
}

func (m *Meter) Add(n int) { m.values <- n }

func (m *Meter) Reset() {
	select {
	case m.resets <- struct{}{}:
	default:
	}
}

// It is made when it is first needed.
type Lazy struct{ signals chan int }

func NewLazy() *Lazy { return &Lazy{signals: make(chan int, 1)} }

func NewLazier() *Lazy { return &Lazy{} }

func (l *Lazy) Start() { l.signals = make(chan int, 1) }

func (l *Lazy) Signal() { l.signals <- 1 }
