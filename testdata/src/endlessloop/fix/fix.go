package fix

import (
	"context"
	"log"
	"net"
	"time"
)

func returns(ctx context.Context, in chan string) {
	for {
		select {
		case <-ctx.Done(): // want `this break leaves only the select`
			break
		case line := <-in:
			log.Print(line)
		}
	}
}

func labels(ctx context.Context, in chan string) {
	for {
		select {
		case <-ctx.Done(): // want `this break leaves only the select`
			log.Print("done")
			break
		case line, ok := <-in:
			if !ok {
				return
			}
			log.Print(line)
		}
	}
	log.Print("left")
}

func hasLabel(ctx context.Context, in chan string) error {
work:
	for {
		select {
		case <-ctx.Done(): // want `this break leaves only the select`
			break
		case line, ok := <-in:
			if !ok {
				break work
			}
			log.Print(line)
		}
	}
	return nil
}

func needsReturn(ctx context.Context, in chan string) error {
	for {
		select {
		case <-ctx.Done(): // want `this break leaves only the select`
			break
		case line := <-in:
			log.Print(line)
		}
	}
}

// twoResults has no exact change: nobody knows what else to return.
func twoResults(ctx context.Context, in chan string) (int, error) {
	for {
		select {
		case <-ctx.Done(): // want `this break leaves only the select`
			break
		case line := <-in:
			log.Print(line)
		}
	}
}

func tells(ctx context.Context, in chan string) {
	for {
		select {
		case <-ctx.Done(): // want `this receive leads back to itself`
			log.Print("done")
		case line := <-in:
			log.Print(line)
		}
	}
}

func empty(ctx context.Context, in chan string, n int) {
	for n > 0 {
		select {
		case <-ctx.Done(): // want `this receive leads back to itself`
		case <-in:
			n--
		}
	}
	log.Print("left")
}

func continues(ctx context.Context, in chan string) error {
	for {
		select {
		case <-ctx.Done(): // want `this receive leads back to itself`
			log.Print("done")
			continue
		case line := <-in:
			log.Print(line)
		}
	}
}

type server struct{ ln net.Listener }

func (s *server) accept() {
	for {
		conn, err := s.ln.Accept() // want `the loop spins after the Close`
		if err != nil {
			log.Print(err)
			continue
		}
		conn.Close()
	}
}

func (s *server) Close() error { return s.ln.Close() }

func get(ctx context.Context, url string) error {
	if url == "" {
		return ctx.Err()
	}
	return nil
}

func retries(ctx context.Context, url string) error {
	for {
		err := get(ctx, url) // want `the loop goes on for ever once its context is done`
		if err == nil {
			return nil
		}
		log.Print(err)
		time.Sleep(time.Second)
	}
}

func refreshes(ctx context.Context, url string) {
	go func() {
		for { // want `this loop goes on for ever, also when the context that it uses is done`
			if err := get(ctx, url); err != nil {
				log.Print(err)
			}
			time.Sleep(time.Minute)
		}
	}()
}

func selects(ctx context.Context, urls chan string, ticker *time.Ticker) {
	for { // want `this loop goes on for ever, also when the context that it uses is done`
		select {
		case url := <-urls:
			if err := get(ctx, url); err != nil {
				log.Print(err)
			}
		case <-ticker.C:
			log.Print("tick")
		}
	}
}
