package generics

import (
	"encoding/json"
	"io"
)

type encoder interface{ Encode(v any) error }

// A stream of values, made by a generic function.
func first[T any](values []T) (v T, err error) {
	r, w := io.Pipe()
	go func() {
		enc := json.NewEncoder(w)
		for _, v := range values {
			if err := enc.Encode(v); err != nil { // want `^goroutine blocks forever writing to the pipe of line 12, since what reads may stop early at line 22; close the reader then$`
				return
			}
		}
		w.Close()
	}()
	return v, json.NewDecoder(r).Decode(&v)
}

func all[T any](values []T) (read []T, err error) {
	r, w := io.Pipe()
	defer r.Close()
	go func() {
		enc := json.NewEncoder(w)
		for _, v := range values {
			if err := enc.Encode(v); err != nil {
				return
			}
		}
		w.Close()
	}()
	dec := json.NewDecoder(r)
	for range values {
		var v T
		if err := dec.Decode(&v); err != nil {
			return nil, err
		}
		read = append(read, v)
	}
	return read, nil
}

func use() {
	first([]int{1, 2})
	all([]string{"a", "b"})
}
