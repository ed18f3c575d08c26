// Package net/http for its constants and its server only.
package main

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Host") == "" {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
	})
	rec := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "/", nil))
	fmt.Println(rec.Code)

	ln, err := net.Listen("tcp", os.Getenv("ADDR")) // one name at most, once
	if err != nil {
		panic(err)
	}
	panic(http.Serve(ln, nil))
}
