// Package bad forgets what libraries ask for.
package bad

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/rpc"
	"os"
	"os/signal"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/cenkalti/backoff/v4"
	"github.com/dustin/go-broadcast"
	"github.com/fsnotify/fsnotify"
	"github.com/gammazero/workerpool"
	lestrrat "github.com/lestrrat-go/backoff/v2"
	"github.com/miekg/dns"
	"github.com/nats-io/nats.go"
	"github.com/redis/go-redis/v9"
	"github.com/smallnest/chanx"
	clientv3 "go.etcd.io/etcd/client/v3"
	"gopkg.in/tomb.v2"
	"k8s.io/apimachinery/pkg/watch"
)

// errorPath forgets the watcher when Add fails.
func errorPath(dir string) error {
	w, err := fsnotify.NewWatcher() // want `goroutines of w stay when errorPath returns at line 35; call Close there too`
	if err != nil {
		return err
	}
	if err := w.Add(dir); err != nil {
		return err
	}
	defer w.Close()
	for e := range w.Events {
		fmt.Println(e)
	}
	return nil
}

// inHelpers: helpers only use it.
func inHelpers(dir string) error {
	w, err := fsnotify.NewWatcher() // want `goroutines of w stay when inHelpers returns at line 54; call Close there too`
	if err != nil {
		return err
	}
	if err := addAll(w, dir); err != nil {
		w.Close()
		return err
	}
	return first(w)
}

func addAll(w *fsnotify.Watcher, dirs ...string) error {
	for _, d := range dirs {
		if err := w.Add(d); err != nil {
			return err
		}
	}
	return nil
}

func first(w *fsnotify.Watcher) error {
	return <-w.Errors
}

// captured: a literal only uses it.
func captured(dir string) {
	w, err := fsnotify.NewWatcher() // want `goroutines of w stay when captured ends; call Close there too`
	if err != nil {
		return
	}
	add := func() error { return w.Add(dir) }
	if add() != nil {
		fmt.Println("no such directory")
	}
	fmt.Println(w)
}

// dropped: nobody ever has it.
func dropped() <-chan int {
	_, err := fsnotify.NewWatcher() // want `nobody has what fsnotify.NewWatcher returns, and its goroutines stay; keep it, and call Close`
	fmt.Println(err)
	return nil
}

// anew makes one in each round.
func anew(tries int) {
	for {
		t := backoff.NewTicker(nil) // want `t is made anew in each round, and the goroutines of the last one stay; call Stop before`
		<-t.C
	}
}

// early leaves the loop of a ticker.
func early(try func() error) error {
	t := backoff.NewTicker(nil) // want `goroutines of t stay when early returns at line 103; call Stop there too`
	for range t.C {
		if err := try(); err == nil {
			return nil
		}
	}
	return errors.New("no luck")
}

// noEnd: this context never ends.
func noEnd(p lestrrat.Policy, try func() error) error {
	c := p.Start(context.Background()) // want `goroutines of c stay when noEnd returns at line 114; end its context there too`
	for lestrrat.Continue(c) {
		if try() == nil {
			return nil
		}
	}
	return errors.New("no luck")
}

// unbounded: nor does this one.
func unbounded() int {
	u := chanx.NewUnboundedChan[int](context.WithValue(context.TODO(), "a", 1), 4) // want `goroutines of u stay when unbounded returns at line 124; end its context there too`
	u.In <- 1
	return <-u.Out
}

// transfer leaves the zone at the first error.
func transfer(m *dns.Msg) (rrs []dns.RR, err error) {
	t := new(dns.Transfer)
	defer t.Close()
	ch, err := t.In(m, "127.0.0.1:53") // want `who sends to ch blocks forever when transfer returns at line 137; receive until it is closed`
	if err != nil {
		return nil, err
	}
	for e := range ch {
		if e.Error != nil {
			return nil, e.Error
		}
		rrs = append(rrs, e.RR...)
	}
	return rrs, nil
}

// subscriber waits for a channel that Close does not close.
func subscriber(b broadcast.Broadcaster, done chan struct{}) {
	ch := make(chan interface{}, 8)
	b.Register(ch)
	go func() {
		for v := range ch { // want `goroutine blocks forever receiving from ch, which Unregister at line 154 does not close; leave the loop by another channel`
			fmt.Println(v)
		}
	}()
	<-done
	b.Unregister(ch)
}

// selfish stops the pool in one of its tasks.
func selfish(tasks []func() error) {
	pool := workerpool.New(4)
	defer pool.StopWait()
	for _, task := range tasks {
		pool.Submit(func() {
			if task() != nil {
				pool.Stop() // want `pool.Stop blocks forever: it waits for this function, which Submit runs at line 162; call it from outside`
			}
		})
	}
}

type service struct{ t tomb.Tomb }

func (s *service) start() {
	s.t.Go(func() error {
		s.t.Kill(nil)
		return s.t.Wait() // want `s.t.Wait blocks forever: it waits for this function, which Go runs at line 173; call it from outside`
	})
}

func handler(bus EventBus.Bus) {
	bus.Subscribe("a", func() {
		bus.Publish("b") // want `bus.Publish blocks forever: it waits for this function, which Subscribe runs at line 180; call it from outside`
	})
}

// messages of a channel, but nobody closes what it belongs to.
func messages(ctx context.Context, rdb *redis.Client) string {
	sub := rdb.Subscribe(ctx, "a")
	for m := range sub.Channel() { // want `goroutines of sub stay when messages returns at line 193; call Close there too`
		if m.Payload != "" {
			return m.Payload
		}
	}
	return ""
}

// firstEvent watches under a context that never ends.
func firstEvent(cli *clientv3.Client) {
	for range cli.Watch(context.Background(), "a") { // want `goroutines of cli.Watch stay when firstEvent ends; end its context there too`
		break
	}
}

type pods interface {
	Watch(ctx context.Context, name string) (watch.Interface, error)
}

// added leaves the watch of an object.
func added(p pods) (watch.Event, error) {
	w, err := p.Watch(context.Background(), "a") // want `goroutines of w stay when added returns at line 213; call Stop there too`
	if err != nil {
		return watch.Event{}, err
	}
	return <-w.ResultChan(), nil
}

// queue ranges over a channel that Drain does not close.
func queue(nc *nats.Conn, done chan struct{}) error {
	ch := make(chan *nats.Msg, 8)
	sub, err := nc.ChanQueueSubscribe("a", "q", ch)
	if err != nil {
		return err
	}
	go func() {
		for m := range ch { // want `goroutine blocks forever receiving from ch, which Drain at line 229 does not close; leave the loop by another channel`
			fmt.Println(m.Data)
		}
	}()
	<-done
	return sub.Drain()
}

// noRollback keeps the transaction, and its connection, when a statement fails.
func noRollback(db *sql.DB) error {
	tx, err := db.Begin() // want `goroutines of tx stay when noRollback returns at line 239; call Rollback there too`
	if err != nil {
		return err
	}
	if _, err := tx.Exec("delete from t"); err != nil {
		return err
	}
	return tx.Commit()
}

// ping forgets the pool if nobody answers.
func ping(name string) (*sql.DB, error) {
	db, err := sql.Open("db", name) // want `goroutines of db stay when ping returns at line 251; call Close there too`
	if err != nil {
		return nil, err
	}
	if err := db.Ping(); err != nil {
		return nil, err
	}
	return db, nil
}

// call forgets the client when the call fails.
func call(addr string) (n int, err error) {
	c, err := rpc.Dial("tcp", addr) // want `goroutines of c stay when call returns at line 263; call Close there too`
	if err != nil {
		return 0, err
	}
	if err := c.Call("Counter.Next", 1, &n); err != nil {
		return 0, err
	}
	return n, c.Close()
}

// interruptible goes on listening for signals when it was not interrupted.
func interruptible(work func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt) // want `goroutines of stop stay when interruptible returns at line 272; call it there too`
	if err := work(ctx); err != nil {
		return err
	}
	stop()
	return nil
}
