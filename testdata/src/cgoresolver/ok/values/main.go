// Addresses of this host that go through variables, fields and functions before
// somebody dials them.
package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"time"
)

var (
	servers = []string{"localhost:1", "127.0.0.1:2"}
	byName  = map[string]string{"example.com": "10.0.0.1:80"} // a key is no address
	port    = os.Getenv("PORT")
)

type client struct {
	addr string
	net  string
	list []string
	dial func(network, address string) (net.Conn, error)
}

func newClient(addr string) *client {
	return &client{addr: addr, net: "unix", dial: net.Dial}
}

func (c *client) get() {
	net.Dial("tcp", c.addr)
	net.Dial(c.net, os.Args[1])
	for _, addr := range c.list {
		connect(addr)
	}
	c.dial("unix", os.Args[1])
}

// connect is called with addresses of this host only.
func connect(addr string) { dial("tcp", addr) }

func dial(network, addr string) { net.Dial(network, addr) }

func local(port int) (addr string, err error) {
	if port == 0 {
		return "[::1]:1", nil
	}
	addr = net.JoinHostPort("127.0.0.1", fmt.Sprint(port))
	return
}

func or(addr, otherwise string) string {
	if addr == "" {
		addr = otherwise
	}
	return strings.TrimPrefix(addr, "tcp://")
}

type endpoint struct {
	Host string
	Port int
}

func (e *endpoint) dial() { net.Dial("tcp", fmt.Sprintf("%s:%d", e.Host, e.Port)) }

type config struct{ Server, Name string }

func log(cfg config) { fmt.Println(cfg.Name) }

func use(cfg config) { net.Dial("tcp", cfg.Server) }

func main() {
	c := newClient("localhost:80")
	c.list = append(c.list, "localhost:"+port)
	c.list = append(c.list, servers...)
	c.get()

	for _, addr := range servers {
		net.Dial("tcp", addr)
	}
	net.Dial("tcp", byName[os.Args[1]])
	for _, test := range []struct{ name, addr string }{{os.Args[1], "localhost:1"}, {"x", ":2"}} {
		connect(test.addr)
	}
	addr, _ := local(len(os.Args))
	net.DialTimeout("tcp", addr, time.Second)
	net.Dial("tcp", or("", "tcp://localhost:1"))
	dial("unix", os.Args[1])
	dial("unix"+os.Args[1], os.Args[2])
	host, _, _ := net.SplitHostPort("localhost:80")
	net.LookupHost(host)
	e := endpoint{Host: "localhost", Port: 80}
	e.dial()
	cfg := config{Name: os.Args[1]}
	cfg.Server = "localhost:1"
	use(cfg)
	log(cfg)

	ln, _ := net.Listen("tcp", os.Args[1])
	net.Dial("tcp", ln.Addr().String())
	server := httptest.NewServer(nil)
	http.Get(server.URL + "/health")
	req, _ := http.NewRequest(http.MethodGet, "http://localhost:8080/health", nil)
	http.DefaultClient.Do(req)
	u := &url.URL{Scheme: "http", Host: "127.0.0.1:" + port, Path: os.Args[1]}
	(&http.Client{}).Get(u.String())
	http.DefaultClient.Do(&http.Request{URL: u})
}
