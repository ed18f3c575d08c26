// Package ok gives libraries what they ask for, or leaves it to others.
package ok

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"testing"
	"time"

	EventBus "github.com/asaskevich/EventBus"
	"github.com/cenkalti/backoff/v4"
	"github.com/dustin/go-broadcast"
	"github.com/fsnotify/fsnotify"
	"github.com/gammazero/workerpool"
	"github.com/go-co-op/gocron/v2"
	influxdb2 "github.com/influxdata/influxdb-client-go/v2"
	lestrrat "github.com/lestrrat-go/backoff/v2"
	"github.com/miekg/dns"
	"github.com/redis/go-redis/v9"
	"github.com/smallnest/chanx"
	clientv3 "go.etcd.io/etcd/client/v3"
	"gopkg.in/tomb.v2"
	"k8s.io/apimachinery/pkg/watch"
)

// deferred at once.
func deferred(dir string) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer w.Close()
	return w.Add(dir)
}

// otherType: an error of some type is an error, so there is no watcher yet.
func otherType(dir string) error {
	w, err := fsnotify.NewWatcher()
	if _, isPath := err.(*os.PathError); isPath {
		w, err = fsnotify.NewBufferedWatcher(1)
	}
	if err != nil {
		return err
	}
	defer w.Close()
	return w.Add(dir)
}

// inLiteral: a literal that is deferred closes it.
func inLiteral(dir string) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	defer func() {
		if err := w.Close(); err != nil {
			fmt.Println(err)
		}
	}()
	return w.Add(dir)
}

// onError: a named result decides.
func onError(dir string) (w *fsnotify.Watcher, err error) {
	w, err = fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			w.Close()
		}
	}()
	if err = w.Add(dir); err != nil {
		return nil, err
	}
	return w, nil
}

// deferredBefore: the literal stands before the call.
func deferredBefore(watch bool, dir string) error {
	var w *fsnotify.Watcher
	defer func() {
		if w != nil {
			w.Close()
		}
	}()
	if watch {
		var err error
		if w, err = fsnotify.NewWatcher(); err != nil {
			return err
		}
	}
	fmt.Println(dir)
	return nil
}

// sameCondition: what made it closes it.
func sameCondition(watch bool, dir string) error {
	var w *fsnotify.Watcher
	if watch {
		var err error
		if w, err = fsnotify.NewWatcher(); err != nil {
			return err
		}
	}
	fmt.Println(dir)
	if watch {
		w.Close()
	}
	return nil
}

// byNil: it is closed if there is one.
func byNil(watch bool) {
	var w *fsnotify.Watcher
	if watch {
		w, _ = fsnotify.NewWatcher()
	}
	if w != nil {
		defer w.Close()
	}
	fmt.Println("watching")
}

// byFlag: a flag says whether there is one.
func byFlag(watch bool) {
	made := false
	var w *fsnotify.Watcher
	if watch {
		w, _ = fsnotify.NewWatcher()
		made = true
	}
	fmt.Println("watching")
	if made {
		w.Close()
	}
}

type owner struct{ w *fsnotify.Watcher }

// stored in a field: its owner closes it.
func stored(o *owner) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	o.w = w
	return nil
}

func composite() (*owner, error) {
	w, err := fsnotify.NewWatcher()
	return &owner{w: w}, err
}

var global *fsnotify.Watcher

func toGlobal() (err error) {
	global, err = fsnotify.NewWatcher()
	return err
}

// outer: a variable of the function around it has it.
func outer() error {
	var w *fsnotify.Watcher
	open := func() (err error) {
		w, err = fsnotify.NewWatcher()
		return err
	}
	if err := open(); err != nil {
		return err
	}
	defer w.Close()
	return nil
}

// held: a goroutine has it as long as it lives.
func held(dir string) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	go func() {
		for e := range w.Events {
			fmt.Println(e)
		}
	}()
	return w.Add(dir)
}

func heldByArgument() {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return
	}
	go consume(w)
}

func consume(w *fsnotify.Watcher) {
	for range w.Events {
	}
}

// inHelper: a function of the package closes it.
func inHelper(dir string) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	return finish(w)
}

func finish(w *fsnotify.Watcher) error { return errors.Join(w.Add("a"), w.Close()) }

// methodValue: somebody may call it.
func methodValue(t *testing.T) *fsnotify.Watcher {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	closers = append(closers, w.Close)
	return nil
}

var closers []func() error

// events: who has the channel is told when the watcher ends, perhaps.
func events() <-chan fsnotify.Event {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil
	}
	return w.Events
}

// exits: the program ends.
func exits(dir string) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		panic(err)
	}
	if err := w.Add(dir); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	w.Close()
}

// retries: there is none when it fails.
func retries() error {
	for range 3 {
		w, err := fsnotify.NewWatcher()
		if err != nil {
			time.Sleep(time.Second)
			continue
		}
		return w.Close()
	}
	return errors.New("no watcher")
}

// started: a scheduler goes on by itself.
func started() error {
	s, err := gocron.NewScheduler()
	if err != nil {
		return err
	}
	s.Start()
	return nil
}

// stopped on each way.
func stopped(try func() error) error {
	t := backoff.NewTicker(nil)
	for range t.C {
		if try() == nil {
			t.Stop()
			return nil
		}
	}
	t.Stop()
	return errors.New("no luck")
}

// byContext: who gave the context may end it.
func byContext(ctx context.Context, p lestrrat.Policy, try func() error) error {
	c := p.Start(ctx)
	for lestrrat.Continue(c) {
		if try() == nil {
			return nil
		}
	}
	return errors.New("no luck")
}

func byOwnContext(p lestrrat.Policy) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := p.Start(ctx)
	<-c.Next()
}

// closedIn: closing In ends it too.
func closedIn() int {
	u := chanx.NewUnboundedChan[int](context.Background(), 4)
	u.In <- 1
	close(u.In)
	sum := 0
	for v := range u.Out {
		sum += v
	}
	return sum
}

// drained reads the zone to its end.
func drained(m *dns.Msg) (rrs []dns.RR, err error) {
	ch, err := new(dns.Transfer).In(m, "127.0.0.1:53")
	if err != nil {
		return nil, err
	}
	for e := range ch {
		if e.Error != nil {
			err = e.Error
			continue
		}
		rrs = append(rrs, e.RR...)
	}
	return rrs, err
}

// drainedAfter reads the rest when it stops.
func drainedAfter(m *dns.Msg) error {
	ch, err := new(dns.Transfer).In(m, "127.0.0.1:53")
	if err != nil {
		return err
	}
	for e := range ch {
		if e.Error != nil {
			for range ch {
			}
			return e.Error
		}
	}
	return nil
}

// drainedByDefer: so does what is deferred.
func drainedByDefer(m *dns.Msg) error {
	ch, err := new(dns.Transfer).In(m, "127.0.0.1:53")
	if err != nil {
		return err
	}
	defer func() {
		for range ch {
		}
	}()
	return (<-ch).Error
}

// drainedByOthers: a goroutine reads it, or a helper.
func drainedByOthers(m *dns.Msg) {
	ch, err := new(dns.Transfer).In(m, "127.0.0.1:53")
	if err != nil {
		return
	}
	go func() {
		for range ch {
		}
	}()
	other, err := new(dns.Transfer).In(m, "127.0.0.1:53")
	if err == nil {
		drain(other)
	}
}

func drain(ch chan *dns.Envelope) {
	for range ch {
	}
}

// closedByOwner: who subscribed closes the channel.
func closedByOwner(b broadcast.Broadcaster, done chan struct{}) {
	ch := make(chan interface{}, 8)
	b.Register(ch)
	go func() {
		for v := range ch {
			fmt.Println(v)
		}
	}()
	<-done
	b.Unregister(ch)
	close(ch)
}

// otherWay: the loop has another way out.
func otherWay(b broadcast.Broadcaster, done chan struct{}) {
	ch := make(chan interface{}, 8)
	b.Register(ch)
	go func() {
		for {
			select {
			case v, ok := <-ch:
				if !ok {
					return
				}
				fmt.Println(v)
			case <-done:
				return
			}
		}
	}()
	<-done
	b.Unregister(ch)
}

// forGood: nobody ends the subscription.
func forGood(b broadcast.Broadcaster) {
	ch := make(chan interface{}, 8)
	b.Register(ch)
	go func() {
		for v := range ch {
			fmt.Println(v)
		}
	}()
}

// outside: the pool is stopped by who made it.
func outside(tasks []func()) {
	pool := workerpool.New(4)
	for _, task := range tasks {
		pool.Submit(func() { task() })
	}
	pool.StopWait()
}

// anotherPool: a task waits for the tasks of another pool.
func anotherPool(outer *workerpool.WorkerPool) {
	outer.Submit(func() {
		inner := workerpool.New(1)
		inner.Submit(func() {})
		inner.StopWait()
	})
}

// inGoroutine: it does not wait itself.
func inGoroutine(pool *workerpool.WorkerPool, once *sync.Once) {
	pool.Submit(func() {
		go pool.StopWait()
	})
}

type service struct{ a, b tomb.Tomb }

// anotherTomb waits for the other one.
func (s *service) start() {
	s.a.Go(func() error { return s.b.Wait() })
}

// anotherBus publishes elsewhere.
func anotherBus(in, out EventBus.Bus) {
	in.Subscribe("a", func() { out.Publish("a") })
}

// closedSub: the subscription is closed.
func closedSub(ctx context.Context, rdb *redis.Client) string {
	sub := rdb.Subscribe(ctx, "a")
	defer sub.Close()
	for m := range sub.Channel() {
		return m.Payload
	}
	return ""
}

// given: who made it closes it.
func given(sub *redis.PubSub) string {
	for m := range sub.Channel() {
		return m.Payload
	}
	return ""
}

// ownClient: a client that is closed ends its watches.
func ownClient() error {
	cli, err := clientv3.New(clientv3.Config{})
	if err != nil {
		return err
	}
	defer cli.Close()
	for range cli.Watch(context.Background(), "a") {
		break
	}
	return nil
}

// A finder has a client of its own.
type finder struct {
	cli *clientv3.Client
}

func newFinder() (*finder, error) {
	cli, err := clientv3.New(clientv3.Config{})
	if err != nil {
		return nil, err
	}
	return &finder{cli: cli}, nil
}

func (f *finder) close() { f.cli.Close() }

// first: as ownClient, with the client in a field.
func (f *finder) first() {
	for range f.cli.Watch(context.Background(), "a") {
		break
	}
}

func findFirst() error {
	f, err := newFinder()
	if err != nil {
		return err
	}
	defer f.close()
	f.first()
	return nil
}

// refusedConn: that there is one is a failure, which ends the test.
func refusedConn(t *testing.T) {
	if _, err := fsnotify.NewWatcher(); err == nil {
		t.Fatal("no error")
	}
}

// asked: what is given the error says whether there is one.
func asked(dir string) {
	w, err := fsnotify.NewWatcher()
	if failed(err) {
		return
	}
	fmt.Println(dir)
	w.Close()
}

func failed(err error) bool { return err != nil }

type pods interface {
	Watch(ctx context.Context, name string) (watch.Interface, error)
	List() (watch.Interface, error)
}

// underContext: it ends with the context.
func underContext(ctx context.Context, p pods) error {
	w, err := p.Watch(ctx, "a")
	if err != nil {
		return err
	}
	<-w.ResultChan()
	return nil
}

// noStream: this one has no context, and may be anything.
func noStream(p pods) error {
	w, err := p.List()
	if err != nil {
		return err
	}
	<-w.ResultChan()
	return nil
}

// blocking: this API has no goroutines.
func blocking() error {
	c := influxdb2.NewClient("http://localhost", "a")
	_, err := c.Ready(context.Background())
	return err
}

// transact: a deferred Rollback does nothing once it is committed.
func transact(db *sql.DB, work func(*sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := work(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// byError: a literal looks at the error in the end.
func byError(ctx context.Context, db *sql.DB) (err error) {
	tx, err := db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			tx.Rollback()
		} else {
			err = tx.Commit()
		}
	}()
	_, err = tx.ExecContext(ctx, "delete from t")
	return err
}

// txContext ends with its context.
func txContext(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if _, err := tx.Exec("delete from t"); err != nil {
		return err
	}
	return tx.Commit()
}

// interrupt is for as long as the program runs.
func interrupt() context.Context {
	ctx, _ := signal.NotifyContext(context.Background(), os.Interrupt)
	return ctx
}

func interrupted(work func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return work(ctx)
}
