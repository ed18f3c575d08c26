// Package collect gathers what is added in a goroutine of its own.
package collect

// A Collector gathers items under a name.
type Collector struct {
	name  string
	items chan string
	all   []string
}

// Start starts a collector.
func Start(name string) *Collector {
	c := &Collector{name: name, items: make(chan string)}
	go c.run()
	return c
}

func (c *Collector) run() {
	for item := range c.items {
		c.all = append(c.all, item)
	}
}

// Add adds an item.
func (c *Collector) Add(item string) { c.items <- item }

// Stop lets the goroutine come to its end. Nothing may be added afterwards.
func (c *Collector) Stop() { close(c.items) }
