// Package client dials what it is given, at once or later.
package client

import (
	"net"
	"net/http"
	"os"
)

func Dial(network, addr string) (net.Conn, error) { return net.Dial(network, addr) }

func DialAll(addrs ...string) {
	for _, addr := range addrs {
		Dial("tcp", addr)
	}
}

// A Client asks a server.
type Client struct {
	base string
	http *http.Client
}

func New(base string) *Client { return &Client{base: base, http: new(http.Client)} }

func FromEnvironment() *Client { return New(os.Getenv("SERVER")) }

func (c *Client) Get(path string) error {
	req, err := http.NewRequest(http.MethodGet, c.base+"/"+path, nil)
	if err != nil {
		return err
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func (c *Client) Base() string { return c.base }

type Config struct {
	Server Server
	Name   string
}

type Server struct{ Addr string }

func Connect(cfg *Config) { net.Dial("tcp", cfg.Server.Addr) }

func (s Server) Connect() { net.Dial("tcp", s.Addr) }

var server string

func SetServer(addr string) { server = addr }

func Ask() { net.Dial("tcp", server) }
