package world

func (t *T) Make() { t.done = make(chan bool) }

func init() { stop = make(chan bool) }

// Here it is made.
func (t *T) wait() { <-t.done }
