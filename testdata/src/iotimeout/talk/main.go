// A program in which who says nothing keeps others waiting, beside twins in which that has an
// end.
package main

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

const limit = 100 * time.Millisecond

// acceptsOne reads what each says before it accepts the next one.
func acceptsOne(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		name, err := bufio.NewReader(conn).ReadString('\n') // want `ReadString in the accept loop`
		if err != nil {
			continue
		}
		fmt.Fprint(conn, name)
	}
}

func acceptsAll(ln net.Listener) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		go func() {
			stop := context.AfterFunc(context.Background(), func() { conn.Close() })
			defer stop()
			greet(conn)
		}()
	}
}

func greet(conn net.Conn) {
	if name, err := bufio.NewReader(conn).ReadString('\n'); err == nil { // want `waits for ever if the other side is silent`
		fmt.Fprint(conn, name)
	}
}

func asks(w http.ResponseWriter, addr string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	bufio.NewReader(conn).ReadString('\n') // want `ReadString waits for ever in a handler if no answer comes`
	panic("an answer")
}

func asksWithin(w http.ResponseWriter, addr string) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	time.AfterFunc(limit, func() { conn.Close() })
	_, err = bufio.NewReader(conn).ReadString('\n') // want `waits for ever if the other side is silent`
	fmt.Fprintln(w, "reply:", err != nil)
}

func listen() net.Listener {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	return ln
}

// says tells a name to who listens and returns what becomes of the answer, after somebody
// else has connected and said nothing.
func says(ln net.Listener) <-chan string {
	silent, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		panic(err)
	}
	silence = append(silence, silent)
	conn, err := net.Dial("tcp", ln.Addr().String())
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(conn, "name")
	answer := make(chan string, 1)
	go func() {
		text := make([]byte, 10)
		n, _ := conn.Read(text) // want `waits for ever if the other side is silent`
		answer <- string(text[:n])
	}()
	return answer
}

var silence []net.Conn

func main() {
	one, all := listen(), listen()
	go acceptsOne(one)
	go acceptsAll(all)
	never, soon := says(one), says(all)
	fmt.Print("stall: ", <-soon)
	select {
	case <-never:
		panic("an answer")
	case <-time.After(limit):
	}

	dumb, web := listen(), listen()
	go http.Serve(web, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/within" {
			asksWithin(w, dumb.Addr().String())
			return
		}
		asks(w, dumb.Addr().String())
	}))
	client := &http.Client{Timeout: 10 * limit}
	if _, err := client.Get("http://" + web.Addr().String() + "/"); err == nil {
		panic("an answer")
	}
	resp, err := client.Get("http://" + web.Addr().String() + "/within")
	if err != nil {
		panic(err)
	}
	resp.Body.Close()
	fmt.Println("all went as told")
}
