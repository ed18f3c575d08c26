package user

import (
	"os"

	"fdoutlive/crosspkg/ring"
)

// What another package makes of a number has it.

func openBlock(path string) (ring.Block, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return ring.Open(int(f.Fd())), nil // want `int\(f.Fd\(\)\) is returned but its owner f dies`
}

func sizes(path string, changed <-chan struct{}, tell func(int64)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	fd := int(f.Fd())
	for range changed {
		n, err := ring.Size(fd) // want `fd is used in a loop but its owner f dies`
		if err != nil {
			return err
		}
		tell(n)
	}
	return nil
}

func size(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return ring.Size(int(f.Fd()))
}
