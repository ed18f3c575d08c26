// Signals runs until it is interrupted.
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// Signals come from outside; then the worker is told to end, and waited for.
func main() {
	sigs := make(chan os.Signal, 1)
	signal.Notify(sigs, os.Interrupt, syscall.SIGTERM)
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { work(ctx) })
	log.Println("got", <-sigs)
	cancel()
	wg.Wait()
	os.Exit(code())
}

func work(ctx context.Context) {
	<-ctx.Done()
	log.Println("ended:", context.Cause(ctx))
}

func code() int { return 0 }
