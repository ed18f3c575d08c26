package undone

import (
	"errors"
	"net/http"
	"sync"
)

// kubesolo: a goroutine of the group ends the object, and waits for itself.
type kubelet struct {
	wg      sync.WaitGroup
	stop    chan struct{}
	once    sync.Once
	srv     *http.Server
	stopped bool
	child   *kubelet
}

func newKubelet(srv *http.Server) *kubelet { return &kubelet{srv: srv, stop: make(chan struct{})} }

func (k *kubelet) Run() {
	k.wg.Go(func() {
		if err := k.srv.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
			k.shutdown() // want `^this call waits for k.wg, in which the function that calls it is until it returns: blocks for ever; do not wait here$`
		}
	})
	k.wg.Add(1)
	go k.serve()
	<-k.stop
	k.shutdown()
}

func (k *kubelet) serve() {
	defer k.wg.Done()
	if err := k.srv.ListenAndServe(); err != nil {
		k.shutdown() // want `^this call waits for k.wg`
	}
}

func (k *kubelet) shutdown() {
	k.once.Do(func() { close(k.stop) })
	k.wg.Wait()
}

func waitsBelow(f func()) {
	var wg sync.WaitGroup
	wg.Add(1)
	defer wg.Done()
	go f()
	wg.Wait() // want `^the caller of waitsBelow blocks forever in Wait of wg, not all call Done; call Done on every path$`
}

// It only tells that this is the end, waits when it is done, or for another group, or if it is
// told to.
func (k *kubelet) cancel() { k.once.Do(func() { close(k.stop) }) }

func (k *kubelet) runCalm() {
	k.wg.Go(func() {
		if err := k.srv.ListenAndServe(); err != nil {
			k.cancel()
		}
	})
	k.wg.Go(func() {
		if err := k.srv.ListenAndServe(); err != nil {
			go k.shutdown()
		}
	})
	k.wg.Go(func() {
		k.child.shutdown()
	})
	k.wg.Go(func() { k.end(false) })
	k.wg.Add(1)
	go k.serveCalm()
	k.shutdown()
}

func (k *kubelet) end(wait bool) {
	k.cancel()
	if wait {
		k.wg.Wait()
	}
}

func (k *kubelet) serveCalm() {
	k.srv.ListenAndServe()
	k.wg.Done()
	k.wg.Wait()
}

func (k *kubelet) serveDeferred() {
	k.wg.Add(1)
	defer k.wg.Wait()
	defer k.wg.Done()
	k.srv.ListenAndServe()
}

func (k *kubelet) serveStopped() {
	k.wg.Add(1)
	defer k.wg.Done()
	if k.stopped {
		k.child.shutdown()
	}
}

func (k *kubelet) collect() {
	go func() {
		k.wg.Wait()
		k.cancel()
	}()
}
