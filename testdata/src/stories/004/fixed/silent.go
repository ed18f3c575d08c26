package main

import (
	"bufio"
	"io"
	"log"
	"net"
	"net/http"
	"time"

	"stories/004/fixed/api"
)

// silent plays the part of the story in which a server takes a request and does not answer.
func silent() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer ln.Close()
	c := api.New("http://" + ln.Addr().String())
	defer c.Close()
	c.Now()
	conn, err := ln.Accept()
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		log.Fatal(err)
	}
	io.Copy(io.Discard, conn) // until the client gives up
}
