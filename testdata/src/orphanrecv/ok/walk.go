package ok

import (
	"io/fs"
	"path/filepath"
	"sync"
)

// handOutTree hands out the files of a tree until its walk is over, or has failed.
func handOutTree(root string, num int, f func(string) error) error {
	files := make(chan string, 2*num)
	errs := make(chan error, 1)
	var err error
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		err = filepath.WalkDir(root, func(p string, entry fs.DirEntry, err error) error {
			if err != nil {
				close(files)
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
			for file := range files {
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
	wg.Wait()
	return err
}
