// Package cycles has types and functions that lead back to themselves. What is known
// of them must not depend on where in the circle somebody starts to ask.
package cycles

// Server and Conn have each other, as a child has a pointer to its parent.
type Server struct{ conn *Conn }

type Conn struct {
	server *Server
	done   chan struct{}
}

var registry = make(map[string]*Server)

func register(s *Server) { registry["x"] = s }

// New hands the connection away by its server: Close ends the goroutine.
func New() {
	c := &Conn{done: make(chan struct{})}
	s := &Server{conn: c}
	c.server = s
	go func() { <-c.done }()
	register(s)
}

func Close() { close(registry["x"].conn.done) }

// reversed is the same with the fields of the child in the other order.
type reversedServer struct{ conn *reversedConn }

type reversedConn struct {
	done   chan struct{}
	server *reversedServer
}

var reversedRegistry = make(map[string]*reversedServer)

func registerReversed(s *reversedServer) { reversedRegistry["x"] = s }

func NewReversed() {
	c := &reversedConn{done: make(chan struct{})}
	s := &reversedServer{conn: c}
	c.server = s
	go func() { <-c.done }()
	registerReversed(s)
}

func CloseReversed() { close(reversedRegistry["x"].conn.done) }

// A tree whose nodes know their parents, and whose root is kept.
type node struct {
	parent   *node
	children []*node
	ready    chan int
}

var root *node

func keep(n *node) { root = n }

func Grow() {
	child := &node{ready: make(chan int)}
	child.parent = &node{children: []*node{child}}
	go func() { <-child.ready }()
	keep(child.parent)
}

// A list in a circle of three types, of which nothing is kept.
type first struct{ next *second }

type second struct{ next *third }

type third struct {
	next *first
	c    chan int
}

func look(f *first) bool { return f.next != nil }

func Circle() {
	t := &third{c: make(chan int)}
	f := &first{next: &second{next: t}}
	t.next = f
	go func() {
		<-t.c // want `^t.c: goroutine blocks forever receiving when Circle returns`
	}()
	look(f)
}
