package user

import (
	"os"

	"fdoutlive/crosspkg/loop"
)

func openLoop(path string) (*loop.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return loop.New(int(f.Fd())), nil // want `int\(f.Fd\(\)\) is returned but its owner f dies`
}

type loopFile struct {
	*loop.File
	owner *os.File
}

func openOwned(path string) (*loopFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return &loopFile{loop.New(int(f.Fd())), f}, nil
}

func loopSize(path string) (int64, error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return loop.Size(int(f.Fd()))
}
