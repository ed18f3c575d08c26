package assembly

// Who makes it is in no Go file.
var events chan int

type queue struct{ items chan int }

var jobs queue

// start makes events and the items of jobs, as it could in assembly.
func start()

func wait() int {
	start()
	return <-events + <-jobs.items
}
