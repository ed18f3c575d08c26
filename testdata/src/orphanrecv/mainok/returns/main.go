// Returns has goroutines that end with the program, because main returns.
package main

import "fmt"

// Nobody closes jobs, and nobody has to: the program is over.
func main() {
	jobs := make(chan string)
	done := make(chan bool)
	go func() {
		for job := range jobs {
			fmt.Println("job", job)
			done <- true
		}
	}()
	for _, job := range []string{"a", "b"} {
		jobs <- job
		<-done
	}
}
