package sem_data

import (
	"encoding/json"
	"errors"
)

type notFound struct{ name string }

func (e *notFound) Error() string { return e.name }

// What is handed a pointer to nothing may put something there.
func outParameter(find func() error) {
	names := make(chan string)
	go func() {
		var missing *notFound
		if errors.As(find(), &missing) {
			names <- missing.name // want `blocks forever`
		}
	}()
}

func outField(text []byte) error {
	names := make(chan string)
	go func() {
		var v struct{ Name *string }
		if json.Unmarshal(text, &v) == nil {
			names <- *v.Name // want `blocks forever`
		}
	}()
	return nil
}
