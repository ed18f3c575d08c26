// What another package dials is on this host.
package main

import (
	"flag"
	"os"

	"cgoresolver/crosspkg/client"
)

func main() {
	client.Dial("tcp", "localhost:80")
	client.Dial("unix", os.Args[1])
	client.DialAll()
	client.DialAll("localhost:80", "127.0.0.1:80")
	client.New("http://localhost:" + os.Args[1]).Get("health")
	client.Connect(&client.Config{Name: os.Args[1], Server: client.Server{Addr: "localhost:80"}})
	cfg := client.Config{Name: os.Args[1]}
	cfg.Server.Addr = "localhost:80"
	client.Connect(&cfg)
	client.Server{Addr: ":80"}.Connect()
	client.SetServer("localhost:80")
	client.Ask()
	flag.String("addr", "localhost:80", "to listen on")
}
