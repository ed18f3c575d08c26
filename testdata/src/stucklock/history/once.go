package history

import (
	"errors"
	"sync"
)

// buf, private/bufpkg/bufmodule: what is done once to check a module asks for its bucket, which
// checks the module before.
type module struct {
	digest string
	bucket func() (string, error)
	check  func() error
}

func newModule(digest string, bucket func() (string, error)) *module {
	m := &module{digest: digest, bucket: sync.OnceValues(bucket)}
	m.check = sync.OnceValue(func() error {
		data, err := m.Bucket() // want `m.Bucket calls check, made at line 18, which is under way then: blocks for ever; do it without that`
		if err != nil {
			return err
		}
		if data != m.digest {
			return errors.New("digest")
		}
		return nil
	})
	return m
}

func (m *module) Bucket() (string, error) {
	if err := m.check(); err != nil {
		return "", err
	}
	return m.bucket()
}

type calmModule struct {
	digest string
	bucket func() (string, error)
	check  func() error
	other  *calmModule
}

func newCalmModule(digest string, bucket func() (string, error), other *calmModule) *calmModule {
	m := &calmModule{digest: digest, bucket: sync.OnceValues(bucket), other: other}
	m.check = sync.OnceValue(func() error {
		if m.other != nil {
			if _, err := m.other.Bucket(); err != nil { // of another one
				return err
			}
		}
		data, err := m.bucket()
		if err != nil {
			return err
		}
		if data != m.digest {
			return errors.New("digest")
		}
		return nil
	})
	return m
}

func (m *calmModule) Bucket() (string, error) {
	if err := m.check(); err != nil {
		return "", err
	}
	return m.bucket()
}

// A variable of the package that asks for itself.
var settings = func() func() string { return sync.OnceValue(func() string { return "" }) }()

// What is called once may be called with another one under way, and by who holds a lock.
type lazy struct {
	mu    sync.Mutex
	first func() int
	then  func() int
}

func newLazy() *lazy {
	l := &lazy{}
	l.first = sync.OnceValue(func() int { return 1 })
	l.then = sync.OnceValue(func() int { return l.first() + 1 })
	return l
}

func (l *lazy) both() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first() + l.then() + l.first()
}
