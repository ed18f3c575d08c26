package before

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"sync"
	"time"
)

// github.com/cortexproject/cortex, e19c96f: the case stops the ticker, and the loop goes on.
type memcachedClient struct {
	quit chan struct{}
	wait sync.WaitGroup
}

func newMemcachedClient(interval time.Duration) *memcachedClient {
	c := &memcachedClient{quit: make(chan struct{})}
	c.wait.Add(1)
	go c.updateLoop(interval)
	return c
}

func (c *memcachedClient) Stop() {
	close(c.quit)
	c.wait.Wait()
}

func (c *memcachedClient) update() error { return nil }

func (c *memcachedClient) updateLoop(interval time.Duration) error {
	defer c.wait.Done()
	ticker := time.NewTicker(interval)
	var err error
	for {
		select {
		case <-ticker.C:
			err = c.update()
			if err != nil {
				log.Print("error updating memcache servers: ", err)
			}
		case <-c.quit: // want `receive from c.quit: the loop spins after the close at line \d+`
			ticker.Stop()
		}
	}
}

// github.com/cortexproject/cortex, f5e3dd7 (pull request 2179): requests to reload are ignored.
var webReload = make(chan chan error)

func init() {
	go func() {
		for {
			select { // want `the loop spins while no case of this select is ready`
			case <-webReload:
			default:
				continue
			}
		}
	}()
}

// github.com/etcd-io/etcd, 85d90d9: the channel of a watch is closed when its client fails.
type endpoint struct{ key, addr string }

type clusterProxy struct {
	ctx  context.Context
	mu   sync.Mutex
	addr map[string]string
}

func (cp *clusterProxy) watch(responses []endpoint) <-chan endpoint {
	ch := make(chan endpoint)
	go func() {
		defer close(ch)
		for _, r := range responses {
			select {
			case ch <- r:
			case <-cp.ctx.Done():
				return
			}
		}
	}()
	return ch
}

func (cp *clusterProxy) monitor(responses []endpoint) {
	wa := cp.watch(responses)
	for {
		select {
		case <-cp.ctx.Done():
			return
		case up := <-wa: // want `receive from wa: the loop spins after the close at line \d+`
			cp.mu.Lock()
			cp.addr[up.key] = up.addr
			cp.mu.Unlock()
		}
	}
}

// github.com/prometheus/prometheus, 240ced2 (pull request 17859): discovery has ended.
type notifier struct {
	stopRequested chan struct{}
	groups        map[string][]string
}

func newNotifier() *notifier { return &notifier{stopRequested: make(chan struct{})} }

func (n *notifier) stop() { close(n.stopRequested) }

func (n *notifier) targetUpdateLoop(tsets <-chan map[string][]string) {
	for {
		select {
		case <-n.stopRequested:
			return
		default:
			select {
			case <-n.stopRequested:
				return
			case ts, ok := <-tsets: // want `receive from tsets: the loop spins once the channel is closed`
				if !ok {
					break
				}
				n.groups = ts
			}
		}
	}
}

// github.com/prometheus/prometheus, d36a7f4: there are no providers of targets.
type groupUpdate struct{ tg *string }

func mergeUpdates(done <-chan struct{}, cs ...chan groupUpdate) <-chan groupUpdate {
	var wg sync.WaitGroup
	out := make(chan groupUpdate)
	wg.Add(len(cs))
	for _, c := range cs {
		go func(c <-chan groupUpdate) {
			defer wg.Done()
			for n := range c {
				select {
				case out <- n:
				case <-done:
					return
				}
			}
		}(c)
	}
	go func() {
		wg.Wait()
		close(out)
	}()
	return out
}

type targetManager struct{ done chan struct{} }

func newTargetManager() *targetManager { return &targetManager{make(chan struct{})} }

func (tm *targetManager) run(updates []chan groupUpdate) {
	go tm.handleUpdates(mergeUpdates(tm.done, updates...), tm.done)
}

func (tm *targetManager) stop() { close(tm.done) }

func (tm *targetManager) handleUpdates(ch <-chan groupUpdate, done <-chan struct{}) {
	for {
		select {
		case update := <-ch: // want `receive from ch: the loop spins after the close at line \d+`
			if update.tg == nil {
				break
			}
			log.Print(*update.tg)
		case <-done:
			return
		}
	}
}

// github.com/prometheus/prometheus, cc917ae (pull request 4044): the configuration is read again.
type consul struct{ interval time.Duration }

func (d *consul) watchServices(ctx context.Context, services map[string]func()) {}

func (d *consul) run(ctx context.Context) {
	ticker := time.NewTicker(d.interval)
	go func() {
		services := make(map[string]func())
		for ; true; <-ticker.C { // want `this loop goes on for ever, also when the context that it uses is done`
			d.watchServices(ctx, services)
		}
	}()
	<-ctx.Done()
	ticker.Stop()
}

// github.com/rclone/rclone, 04128f9: the file of a lock is damaged.
func lockFileExpires(name string) (expires time.Time, err error) {
	f, err := os.Open(name)
	if err != nil {
		return time.Time{}, err
	}
	defer f.Close()
	dec := json.NewDecoder(f)
	for {
		if err := dec.Decode(&expires); err == io.EOF { // want `dec.Decode: the loop spins if the input is broken`
			break
		}
	}
	return expires, nil
}

// github.com/hashicorp/nomad, 0f2e7fd (pull request 27141): the server ends the stream.
type nomadEvents struct {
	Index int
	Err   error
}

func stream(ctx context.Context, body io.ReadCloser) <-chan *nomadEvents {
	ch := make(chan *nomadEvents, 10)
	go func() {
		defer body.Close()
		defer close(ch)
		dec := json.NewDecoder(body)
		for ctx.Err() == nil {
			var events nomadEvents
			if err := dec.Decode(&events); err != nil { // not found: who gets the error may end it
				events = nomadEvents{Err: err}
			}
			if events.Err == nil && events.Index == 0 {
				continue
			}
			select {
			case <-ctx.Done():
				return
			case ch <- &events:
			}
		}
	}()
	return ch
}

// github.com/tendermint/tendermint, 1bb8e02 (pull request 3478): the peer has gone.
type txPeer interface {
	Send(channel byte, msg []byte) bool
	Quit() <-chan struct{}
	IsRunning() bool
}

type txElement struct {
	next *txElement
	wait chan struct{}
	tx   []byte
}

func broadcastTxs(peer txPeer, next *txElement, quit <-chan struct{}) {
	for {
		if !peer.Send(1, next.tx) { // not found: what returns false may return true the next time
			time.Sleep(time.Second)
			continue
		}
		select {
		case <-next.wait:
			next = next.next
		case <-peer.Quit():
			return
		case <-quit:
			return
		}
	}
}

// github.com/moby/swarmkit, 5456167: the node is stopped.
func renewals(ctx context.Context, updates <-chan error) {
	go func() {
		for {
			select {
			case err := <-updates:
				if err != nil {
					continue
				}
			case <-ctx.Done(): // want `the loop spins once the context is done`
				break
			}
		}
	}()
}

// github.com/syncthing/syncthing, 8148469 (pull request 7492): the folder is stopped.
type folder struct{ ctx context.Context }

func (f *folder) pullBlock(candidates []string, pull func(string) error) (failure error) {
	for {
		select {
		case <-f.ctx.Done(): // not found: it ends when nobody is left to ask (SA4011 tells of the break)
			failure = f.ctx.Err()
			break
		default:
		}
		if len(candidates) == 0 {
			return io.EOF
		}
		if err := pull(candidates[0]); err != nil {
			candidates = candidates[1:]
			continue
		}
		return nil
	}
}

// github.com/pion/webrtc, c766b3e: the data channel is closed.
type dataChannel interface {
	ReadDataChannel(buf []byte) (n int, isString bool, err error)
	Close() error
}

type peerConnection struct {
	channel   dataChannel
	onMessage func([]byte)
}

func (p *peerConnection) open(c dataChannel) {
	p.channel = c
	go p.readLoop()
}

func (p *peerConnection) readLoop() {
	for {
		buf := make([]byte, 1200)
		n, isString, err := p.channel.ReadDataChannel(buf) // want `ReadDataChannel: the loop spins at the end of the input`
		if err != nil {
			fmt.Println("Failed to read from data channel", err)
			continue
		}
		if isString {
			p.onMessage(buf[:n])
			continue
		}
		p.onMessage(buf[:n])
	}
}

// github.com/woodpecker-ci/woodpecker, e2b76ac: all files have come.
func readDir(paths []string, read func(string) ([]byte, error)) (files [][]byte, errs []error) {
	filec := make(chan []byte)
	errc := make(chan error)
	var wg sync.WaitGroup
	wg.Add(len(paths))
	for _, p := range paths {
		go func(path string) {
			content, err := read(path)
			if err != nil {
				errc <- err
			} else {
				filec <- content
			}
		}(p)
	}
	go func() {
		for {
			select {
			case err, open := <-errc: // want `receive from errc: the loop spins after the close at line \d+`
				if open {
					errs = append(errs, err)
					wg.Done()
				}
			case f, open := <-filec:
				if open {
					files = append(files, f)
					wg.Done()
				}
			}
		}
	}()
	wg.Wait()
	close(filec)
	close(errc)
	return files, errs
}
