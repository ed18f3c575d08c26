package cycles

// send and pass call each other.
func send(c chan int, n int) {
	if n > 9 {
		pass(c, n)
		return
	}
	c <- n
}

func pass(c chan int, n int) { send(c, n-10) }

// One asks about send first.
func One(n int) {
	c := make(chan int, 1)
	send(c, n)
	<-c
}

// Two asks about pass first: it sends in the end, as send does.
func Two(n int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	pass(c, n)
}

// sendAlone and passAlone are the same, about which nobody else asks.
func sendAlone(c chan int, n int) {
	if n > 9 {
		passAlone(c, n)
		return
	}
	c <- n
}

func passAlone(c chan int, n int) { sendAlone(c, n-10) }

func TwoAlone(n int) {
	c := make(chan int)
	go func() {
		<-c
	}()
	passAlone(c, n)
}

// even and odd call each other and never send.
func even(c chan int, n int) bool { return n == 0 || odd(c, n-1) }

func odd(c chan int, n int) bool { return n != 0 && even(c, n-1) }

func Parity(n int) {
	c := make(chan int)
	go func() {
		<-c // want `^c: goroutine blocks forever receiving when Parity returns`
	}()
	odd(c, n)
}
