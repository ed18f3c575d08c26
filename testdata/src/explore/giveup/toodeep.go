package giveup

// Nobody knows how deep the tree is.
func tooDeep(root *tree) {
	found := make(chan *tree)
	go func() {
		walk(root, found)
		close(found)
	}()
	for range found {
	}
}

type tree struct{ left, right *tree }

func walk(t *tree, found chan<- *tree) {
	if t == nil {
		return
	}
	walk(t.left, found)
	found <- t
	walk(t.right, found)
}
