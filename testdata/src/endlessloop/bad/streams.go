package bad

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"time"
)

// A transport reads by a function that its constructor makes.
type transport struct {
	read func() ([]byte, error)
	got  chan []byte
}

func newTransport(ctx context.Context, conn net.Conn) *transport {
	lines := bufio.NewReader(conn)
	t := &transport{got: make(chan []byte)}
	t.read = func() ([]byte, error) {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("reading: %w", err)
		}
		return line, nil
	}
	go t.loop(ctx)
	return t
}

func (t *transport) loop(ctx context.Context) error {
	for {
		line, err := t.read() // want `t.read: the loop spins from the end of the input until somebody tells it to end; return when it fails`
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
		}
		if line == nil {
			continue
		}
		var v any
		if err := json.Unmarshal(line, &v); err != nil {
			return err
		}
		t.got <- line
	}
}

// A client goes on until somebody has closed it.
type lineClient struct {
	lines  *bufio.Reader
	closed bool
}

func (c *lineClient) close() { c.closed = true }

func (c *lineClient) tell(line string, err error) {
	if err != nil {
		log.Println("failed:", err)
		return
	}
	log.Println(line)
}

func (c *lineClient) receive() {
	for {
		line, err := c.lines.ReadString('\n') // want `c.lines.ReadString: the loop spins from the end of the input until somebody tells it to end`
		if c.closed {
			return
		}
		c.tell(line, err)
	}
}

// A lease is kept until the function that is returned is called.
func keep(extend func(), every time.Duration) (release func()) {
	ticker := time.NewTicker(every)
	go func() {
		for range ticker.C { // want `the goroutine in this loop goes on after the Stop of its ticker at line \d+, which closes no channel; tell it to return`
			extend()
		}
	}()
	return func() {
		ticker.Stop()
		log.Println("released")
	}
}
