package bad

import "sync"

// As many are added as there are, and what is skipped is not done.
func skipsSome(items []string, f func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(items))
	for _, item := range items {
		if item == "" {
			continue
		}
		go func() {
			defer wg.Done()
			f(item)
		}()
	}
	wg.Wait() // want `^the caller of skipsSome blocks forever in Wait of wg, not all call Done; call Done on every path$`
}

// All are waited for before all are started.
func waitsForAll(items []string, f func(string)) {
	var wg sync.WaitGroup
	wg.Add(len(items))
	for _, item := range items {
		go func() {
			defer wg.Done()
			f(item)
		}()
		wg.Wait() // want `^the caller of waitsForAll blocks forever in Wait of wg, not all call Done; call Done on every path$`
	}
}
