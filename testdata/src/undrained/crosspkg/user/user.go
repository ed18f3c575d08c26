// Package user forgets what functions of another package are owed, or gives it.
package user

import (
	"context"
	"errors"
	"fmt"
	"time"

	"undrained/crosspkg/pump"
)

func early(f func(), try func() error) error {
	p := pump.New() // want `goroutines of p stay when early returns at line 17; call Close there too`
	p.Do(f)
	if err := try(); err != nil {
		return err
	}
	p.Close()
	return nil
}

func failed(name string) error {
	p, err := pump.Open(name) // want `goroutines of p stay when failed returns at line 29; call Close there too`
	if err != nil {
		return err
	}
	p.Do(func() {})
	return errors.New("too late")
}

func forever() *pump.Pump {
	p := pump.Bound(context.Background()) // want `goroutines of p stay when forever returns at line 35; call Close there too`
	p.Do(func() {})
	return nil
}

func ticks(work func() error) error {
	stop := pump.Every(time.Second, func() { fmt.Println("still here") }) // want `goroutines of stop stay when ticks returns at line 41; call it there too`
	if err := work(); err != nil {
		return err
	}
	stop()
	return nil
}

func dropped() {
	pump.Every(time.Second, func() {}) // want `nobody has what pump.Every returns, and its goroutines stay; keep it, and call it`
}

func beats(try func() error) error {
	b := pump.NewBeat(func() {}) // want `goroutines of b stay when beats returns at line 54; call Stop there too`
	if err := try(); err != nil {
		return err
	}
	b.Stop()
	return nil
}

func background(try func() error) error {
	cancel := pump.Background(func() {}) // want `goroutines of cancel stay when background returns at line 63; call it there too`
	if err := try(); err != nil {
		return err
	}
	cancel()
	return nil
}

func changes(ctx context.Context, in <-chan int) error {
	ch, err := pump.Changes(ctx, in)
	if err != nil {
		return err
	}
	for v := range ch { // want `goroutine blocks forever receiving once the context of pump.Changes at line 70 ends, which closes nothing; select on it too`
		fmt.Println(v)
	}
	return nil
}

func inGoroutine(in <-chan int) context.CancelFunc {
	ctx, cancel := context.WithCancel(context.Background())
	ch, _ := pump.Changes(ctx, in)
	go func() {
		for v := range ch { // want `goroutine blocks forever receiving once the context of pump.Changes at line 82 ends, which closes nothing; select on it too`
			fmt.Println(v)
		}
	}()
	return cancel
}

func polls(quit chan struct{}) error {
	errs, stop := pump.Poll(func() error { return nil }) // want `goroutines of stop stay when polls returns at line 95; call it there too`
	select {
	case err := <-errs:
		return err
	case <-quit:
		stop()
		return nil
	}
}

func pages(get func(int) ([]int, bool)) []int {
	for p := range pump.Pages(context.Background(), get) { // want `who sends to pump.Pages blocks forever when pages returns at line 105; receive until it is closed`
		if len(p) > 0 {
			return p
		}
	}
	return nil
}
