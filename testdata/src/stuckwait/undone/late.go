package undone

import "sync"

// A goroutine adds itself to the group, as a literal, a function, and a method.
func lateLiteral(names []string, f func(string)) {
	var wg sync.WaitGroup
	for _, name := range names {
		go func() {
			wg.Add(1) // want `^the Wait at line 15 may be over before this goroutine adds itself: nobody waits for it then; call Add before the go statement$`
			defer wg.Done()
			f(name)
		}()
	}
	wg.Wait()
}

func lateFunction(names []string, f func(string)) {
	wg := &sync.WaitGroup{}
	for _, name := range names {
		go addsItself(wg, name, f)
	}
	wg.Wait()
}

func addsItself(wg *sync.WaitGroup, name string, f func(string)) {
	wg.Add(1) // want `the Wait at line 23 may be over before`
	defer wg.Done()
	f(name)
}

// umbra: of a worker that stops before it has begun.
type Consumer struct {
	wg   sync.WaitGroup
	stop chan struct{}
	pop  func() (string, bool)
}

func NewConsumer(pop func() (string, bool)) *Consumer {
	return &Consumer{stop: make(chan struct{}), pop: pop}
}

func (c *Consumer) Start(n int) {
	for range n {
		go c.work()
	}
	go c.watch()
}

func (c *Consumer) work() {
	c.wg.Add(1) // also
	defer c.wg.Done()
	for {
		select {
		case <-c.stop:
			return
		default:
			c.pop()
		}
	}
}

func (c *Consumer) watch() {
	c.wg.Add(1) // want `the Wait at line 71 may be over before`
	<-c.stop
	c.wg.Done()
}

func (c *Consumer) Stop() {
	close(c.stop)
	c.wg.Wait()
}

// Who waits is told that the goroutine has begun, by a channel, a buffered one, its end, or a group.
func toldByChannel(names []string, f func(string)) {
	var wg sync.WaitGroup
	begun := make(chan struct{})
	for _, name := range names {
		go func() {
			wg.Add(1)
			defer wg.Done()
			begun <- struct{}{}
			f(name)
		}()
	}
	for range names {
		<-begun
	}
	wg.Wait()
}

func toldByClose(f func()) {
	var wg sync.WaitGroup
	begun := make(chan struct{})
	go func() {
		wg.Add(1)
		defer wg.Done()
		close(begun)
		f()
	}()
	<-begun
	wg.Wait()
}

func toldByGroup(names []string, f func(string)) {
	var begun, wg sync.WaitGroup
	begun.Add(len(names))
	for _, name := range names {
		go func() {
			wg.Add(1)
			defer wg.Done()
			begun.Done()
			f(name)
		}()
	}
	begun.Wait()
	wg.Wait()
}

// Somebody else keeps the group up meanwhile, or the function is called as well.
func keptUp(names []string, f func(string)) {
	var wg sync.WaitGroup
	wg.Add(1)
	for _, name := range names {
		go func() {
			wg.Add(1)
			defer wg.Done()
			f(name)
		}()
	}
	wg.Done()
	wg.Wait()
}

func mayCall(names []string, f func(string)) {
	var wg sync.WaitGroup
	work := func(name string) {
		wg.Add(1)
		defer wg.Done()
		f(name)
	}
	for i, name := range names {
		if i == 0 {
			work(name)
			continue
		}
		go work(name)
	}
	wg.Wait()
}

// Others may add to it, or wait for it when they know that it has begun.
type Open struct {
	Group *sync.WaitGroup
	wg    sync.WaitGroup
}

func (o *Open) Start() { go o.work() }

func (o *Open) work() {
	o.Group.Add(1)
	defer o.Group.Done()
}

func (o *Open) Wait() { o.Group.Wait() }

func (o *Open) Run() {
	o.wg.Add(1)
	defer o.wg.Done()
}

func (o *Open) Go()  { go o.Run() }
func (o *Open) End() { o.wg.Wait() }

// It adds others, or itself in rounds.
func addsOthers(names []string, f func(string)) {
	var wg sync.WaitGroup
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, name := range names {
			wg.Add(1)
			go func() {
				defer wg.Done()
				f(name)
			}()
		}
		wg.Wait()
	}()
	<-done
}

// mani: the goroutine may be done before it is added.
func addsBehind(f, g func()) {
	var wg sync.WaitGroup
	go func() {
		defer wg.Done()
		f()
	}()
	wg.Add(1) // want `^this Add comes behind the go statement at line 196: the goroutine may be done before, and ends the program; call Add before$`
	go func() {
		defer wg.Done()
		g()
	}()
	wg.Add(1)
	wg.Wait()
}

// It was added before, or waits for what comes behind.
func addsBefore(f, g func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		f()
	}()
	wg.Add(1)
	go func() {
		defer wg.Done()
		g()
	}()
	wg.Wait()
}

func addsThenStarts(f func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	go func() {
		<-start
		f()
		wg.Done()
	}()
	wg.Add(1)
	close(start)
	wg.Wait()
}

func addsForOthers(f, g func()) {
	var wg sync.WaitGroup
	go f()
	wg.Add(1)
	go func() {
		defer wg.Done()
		g()
	}()
	wg.Wait()
}
