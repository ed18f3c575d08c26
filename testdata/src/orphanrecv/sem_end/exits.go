package sem_end

import (
	"log"
	"os"
	"runtime"
)

// Goexit ends the goroutine: what follows is not done,
func goexitNoSend() {
	ch := make(chan int)
	go func() {
		runtime.Goexit()
		ch <- 1
	}()
	<-ch // want `blocks forever`
}

// but its defers are.
func goexitDefers() {
	ch := make(chan int)
	go func() {
		defer close(ch)
		runtime.Goexit()
	}()
	<-ch
}

// Goexit is no panic: recover gives nil.
func goexitNotRecovered() {
	ch := make(chan any)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				ch <- v
			}
		}()
		runtime.Goexit()
	}()
	<-ch // want `blocks forever`
}

// It ends the goroutine out of a callee as well.
func goexitInCallee(fail bool) {
	ch := make(chan int)
	check := func() {
		if fail {
			runtime.Goexit()
		}
	}
	go func() {
		check()
		ch <- 1
	}()
	<-ch // want `blocks forever`
}

// The root's own Goexit runs its defers too.
func rootGoexit() {
	ch := make(chan int)
	defer close(ch)
	go func() { <-ch }()
	runtime.Goexit()
}

func rootGoexitBeforeClose(fail bool) {
	ch := make(chan int)
	go func() {
		<-ch // want `blocks forever`
	}()
	if fail {
		runtime.Goexit()
	}
	close(ch)
}

// Only the goroutine ends, the others do not.
func goexitOfOne() {
	ch := make(chan int)
	go func() { runtime.Goexit() }()
	go func() { ch <- 1 }()
	<-ch
}

// os.Exit ends the program, and so all waiting.
func exits(fail bool) {
	ch := make(chan int)
	go func() {
		if fail {
			os.Exit(1)
		}
		ch <- 1
	}()
	<-ch
}

// Defers do not run, but nobody is left to miss them.
func exitsRoot(fail bool) {
	ch := make(chan int)
	go func() { <-ch }()
	if fail {
		os.Exit(1)
	}
	close(ch)
}

// So do log.Fatal and its friends, and those of a Logger.
func fatal(err error) {
	ch := make(chan int)
	go func() {
		if err != nil {
			log.Fatal(err)
		}
		ch <- 1
	}()
	<-ch
}

func fatalf(err error) {
	ch := make(chan int)
	go func() { <-ch }()
	if err != nil {
		log.Fatalf("failed: %v", err)
	}
	close(ch)
}

func fatalln(l *log.Logger, err error) {
	ch := make(chan int)
	go func() { <-ch }()
	if err != nil {
		l.Fatalln("failed:", err)
	}
	close(ch)
}

// In a function of one's own that never returns.
func die(err error) {
	log.Print(err)
	os.Exit(1)
}

func dies(err error) {
	ch := make(chan int)
	go func() { <-ch }()
	if err != nil {
		die(err)
	}
	close(ch)
}

// log.Panic panics, which may be recovered.
func logPanics(fail bool) {
	ch := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		if fail {
			log.Panic("failed")
		}
		ch <- 1
	}()
	<-ch // want `blocks forever`
}

func logPanicsDeferred(fail bool) {
	ch := make(chan int)
	go func() {
		defer func() { _ = recover() }()
		defer close(ch)
		if fail {
			log.Panicf("failed: %t", fail)
		}
	}()
	<-ch
}

// log.Print goes on.
func prints(err error) {
	ch := make(chan int)
	go func() {
		if err != nil {
			log.Print(err)
		}
		ch <- 1
	}()
	<-ch
}

// A signal to the process itself: who knows what it does.
func kills(fail bool) {
	ch := make(chan int)
	go func() {
		if fail {
			if p, err := os.FindProcess(os.Getpid()); err == nil {
				_ = p.Kill()
			}
		}
		close(ch)
	}()
	<-ch
}

// A return of the goroutine's function while another goroutine goes on.
func otherGoesOn() {
	ch := make(chan int)
	go func() {
		go func() { ch <- 1 }()
	}()
	<-ch
}
