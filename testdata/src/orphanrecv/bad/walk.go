package bad

import (
	"io/fs"
	"path/filepath"
	"sync"
)

// handOutTree forgets those that wait when a file cannot be looked at.
func handOutTree(root string, num int, f func(string) error) error {
	files := make(chan string, 2*num)
	errs := make(chan error, 1)
	var err error
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		err = filepath.WalkDir(root, func(p string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			select {
			case e := <-errs:
				close(files)
				return e
			default:
				files <- p
				return nil
			}
		})
		if err == nil {
			close(files)
		}
		wg.Done()
	}()
	wg.Add(num)
	for range num {
		go func() {
			for file := range files { // want `files: goroutine blocks forever ranging`
				if e := f(file); e != nil {
					select {
					case errs <- e:
					default:
					}
				}
			}
			wg.Done()
		}()
	}
	wg.Wait() // also
	return err
}
