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
	c := &Collector{name: name}
	go c.run()
	return c
}

func (c *Collector) run() {
	for item := range c.items {
		c.all = append(c.all, item)
	}
}

// Add adds an item without waiting for it to be gathered.
func (c *Collector) Add(item string) {
	go func() { c.items <- item }()
}
