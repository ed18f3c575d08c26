// Package talker uses the helpers of others.
package talker

import (
	"bufio"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"iotimeout/crosspkg/bounded"
	"iotimeout/crosspkg/plain"
)

func clients(w http.ResponseWriter, r *http.Request) {
	plain.Client().Get("http://localhost") // want `Get waits for ever in a handler if no answer comes`
	bounded.Client().Get("http://localhost")

	c := &http.Client{Transport: plain.RoundTripper()}
	c.Get("http://localhost") // want `c.Get waits for ever in a handler`
	d := &http.Client{Transport: bounded.Transport()}
	d.Get("http://localhost")

	t := plain.Transport()
	t.ResponseHeaderTimeout = time.Second
	e := &http.Client{Transport: t}
	e.Get("http://localhost")

	req, err := plain.Request("status")
	if err != nil {
		return
	}
	http.DefaultClient.Do(req) // want `Do waits for ever in a handler`
	http.DefaultClient.Do(req.WithContext(r.Context()))
	if req, err = bounded.Request(r.Context(), "status"); err == nil {
		http.DefaultClient.Do(req)
	}
}

func asks(w http.ResponseWriter, r *http.Request) {
	c, err := net.Dial("tcp", "localhost:1")
	if err != nil {
		return
	}
	defer c.Close()
	answer, err := plain.Ask("who", c) // want `plain.Ask waits for ever in a handler if no answer comes, and nobody sets a deadline`
	if err == nil {
		io.WriteString(w, answer)
	}
}

func asksInTime(w http.ResponseWriter, r *http.Request) {
	c, err := net.Dial("tcp", "localhost:1")
	if err != nil {
		return
	}
	defer c.Close()
	answer, err := bounded.Ask(c)
	if err == nil {
		io.WriteString(w, answer)
	}
}

func prepares(w http.ResponseWriter, r *http.Request) {
	c, err := net.Dial("tcp", "localhost:1")
	if err != nil {
		return
	}
	defer c.Close()
	if bounded.Prepare(c) == nil {
		io.Copy(w, c)
		plain.Ask("who", c)
	}
}

func wraps(w http.ResponseWriter, r *http.Request) {
	c, err := net.Dial("tcp", "localhost:1")
	if err != nil {
		return
	}
	defer c.Close()
	line, _ := bufio.NewReader(bounded.Wrap(c)).ReadString('\n')
	io.WriteString(w, line)
}

func reader(w http.ResponseWriter, r *http.Request) {
	c, err := net.Dial("tcp", "localhost:1")
	if err != nil {
		return
	}
	defer c.Close()
	line, _ := plain.Reader(c).ReadString('\n') // want `ReadString waits for ever in a handler if no answer comes`
	io.WriteString(w, line)
}

func keeps(w http.ResponseWriter, r *http.Request) {
	c, err := net.Dial("tcp", "localhost:1")
	if err != nil {
		return
	}
	plain.Keep(c)
	plain.Ask("who", c)
}

func serve() error {
	ln, err := plain.Listen()
	if err != nil {
		return err
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		question, err := bufio.NewReader(c).ReadString('\n') // want `ReadString in the accept loop: who connects and says nothing keeps all others waiting`
		log.Print(question, err)
		c.Close()
	}
}

func serveInTime() error {
	ln, err := bounded.Listen()
	if err != nil {
		return err
	}
	for {
		c, err := ln.Accept()
		if err != nil {
			return err
		}
		question, err := bufio.NewReader(c).ReadString('\n')
		log.Print(question, err)
		c.Close()
	}
}
