package world

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	r, w := io.Pipe()
	go func() {
		io.WriteString(w, strings.Repeat("no json", 1000)) // want `^goroutine blocks forever writing to the pipe of line 11, since what reads may stop early at line 17, in a test; close the reader then$`
		w.Close()
	}()
	var v any
	if err := json.NewDecoder(r).Decode(&v); err == nil {
		t.Error("no error")
	}
}
