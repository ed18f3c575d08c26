package ok

import (
	"bufio"
	"context"
	"log"
	"net"
	"time"
)

// A transport reads by a function that may be another one.
type transport struct {
	read func() ([]byte, error)
	done bool
}

func newTransport(conn net.Conn) *transport {
	lines := bufio.NewReader(conn)
	return &transport{read: func() ([]byte, error) { return lines.ReadBytes('\n') }}
}

func (t *transport) reconnect(conn net.Conn) {
	lines := bufio.NewReader(conn)
	t.read = func() ([]byte, error) { return lines.ReadBytes('\n') }
}

func (t *transport) loop() {
	for {
		line, err := t.read()
		if err != nil {
			log.Println(err)
			continue
		}
		log.Println(line)
	}
}

// A client that fails is closed, and ends.
type lineClient struct {
	lines  *bufio.Reader
	closed bool
}

func (c *lineClient) tell(line string, err error) {
	if err != nil {
		c.closed = true
		return
	}
	log.Println(line)
}

func (c *lineClient) receive() {
	for {
		line, err := c.lines.ReadString('\n')
		if c.closed {
			return
		}
		c.tell(line, err)
	}
}

// A lease is kept until the function that is returned is called, which ends the goroutine.
func keep(extend func(), every time.Duration) (release func()) {
	ticker := time.NewTicker(every)
	done := make(chan struct{})
	go func() {
		for {
			select {
			case <-ticker.C:
				extend()
			case <-done:
				return
			}
		}
	}()
	return func() {
		close(done)
		ticker.Stop()
	}
}

// Receive of a subscription comes back without an error when its context is done.
func consumeAll(ctx context.Context, receive Receiver, handle func([]byte)) {
	for {
		err := receive.Receive(ctx, func(_ context.Context, message []byte) { handle(message) })
		if err == nil {
			break
		}
		log.Print(err)
	}
}

// A Receiver calls a function for each message, until a context is done.
type Receiver interface {
	Receive(ctx context.Context, handle func(context.Context, []byte)) error
}
