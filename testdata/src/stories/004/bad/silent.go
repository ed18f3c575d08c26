package main

import (
	"bufio"
	"log"
	"net"
	"net/http"
	"time"

	"stories/004/bad/api"
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
	silence = append(silence, conn)
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		log.Fatal(err)
	}
}

// silence has the connections that stay open as long as the program.
var silence []net.Conn
