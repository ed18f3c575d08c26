// Package user reads in goroutines from what other packages open.
package user

import (
	"os"
	"sync"

	"fddeadline/crosspkg/devs"
)

type keys struct {
	f    *os.File
	done sync.WaitGroup
}

func listen(name string, key func([]byte)) (*keys, error) {
	f, err := devs.Keyboard(name)
	if err != nil {
		return nil, err
	}
	k := &keys{f: f}
	k.done.Add(1)
	go k.read(key)
	return k, nil
}

func (k *keys) read(key func([]byte)) {
	defer k.done.Done()
	b := make([]byte, 24)
	for {
		if _, err := k.f.Read(b); err != nil {
			return
		}
		key(b)
	}
}

func (k *keys) Close() error {
	err := k.f.Close() // want `this Close does not wake the Read of line 31: Keyboard has made the file blocking by Fd`
	k.done.Wait()
	return err
}

type rawKeys struct {
	f    *os.File
	done sync.WaitGroup
}

func listenRaw(name string, key func([]byte)) (*rawKeys, error) {
	f, err := devs.KeyboardRaw(name)
	if err != nil {
		return nil, err
	}
	k := &rawKeys{f: f}
	k.done.Add(1)
	go k.read(key)
	return k, nil
}

func (k *rawKeys) read(key func([]byte)) {
	defer k.done.Done()
	b := make([]byte, 24)
	for {
		if _, err := k.f.Read(b); err != nil {
			return
		}
		key(b)
	}
}

func (k *rawKeys) Close() error {
	err := k.f.Close()
	k.done.Wait()
	return err
}
