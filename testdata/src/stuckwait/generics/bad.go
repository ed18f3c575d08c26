package generics

import "sync"

func each[T any](list []T, f func(T) error) {
	var wg sync.WaitGroup
	for _, x := range list {
		wg.Add(1)
		go func() {
			if f(x) != nil {
				return
			}
			wg.Done()
		}()
	}
	wg.Wait() // want `^the caller of each blocks forever in Wait of wg, not all call Done; defer the wg.Done\(\) of line \d+$`
}
