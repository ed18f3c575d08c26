package client

import "sync"

// Objects that are ended before they have started anything, as their methods expect.
type Recorder struct {
	once  sync.Once
	texts chan string
	quit  chan struct{}
}

func NewRecorder() *Recorder { return &Recorder{texts: make(chan string), quit: make(chan struct{})} }

func (r *Recorder) Put(text string) {
	r.once.Do(func() { go r.loop() })
	r.texts <- text
}

func (r *Recorder) loop() {
	for {
		select {
		case <-r.texts:
		case <-r.quit:
			return
		}
	}
}

func (r *Recorder) Close() {
	r.quit <- struct{}{} // want `the caller of Close blocks forever sending to r.quit before Put is called; return at once if nothing was started`
}

// ok: the end does not wait.
type Film struct {
	once  sync.Once
	texts chan string
	quit  chan struct{}
}

func NewFilm() *Film { return &Film{texts: make(chan string), quit: make(chan struct{})} }

func (f *Film) Put(text string) {
	f.once.Do(func() { go f.loop() })
	f.texts <- text
}

func (f *Film) loop() {
	for {
		select {
		case <-f.texts:
		case <-f.quit:
			return
		}
	}
}

func (f *Film) Close() { close(f.quit) }
