package giveup

// Each flag is asked for twice, so all their combinations differ until the end;
// where the goroutine stands does not depend on them.
func coarse(a, b, c, d, e, f, g, h, i, j, k, l bool) {
	turns := make(chan int, 1)
	if a {
		turn(turns)
	}
	if b {
		turn(turns)
	}
	if c {
		turn(turns)
	}
	if d {
		turn(turns)
	}
	if e {
		turn(turns)
	}
	if f {
		turn(turns)
	}
	if g {
		turn(turns)
	}
	if h {
		turn(turns)
	}
	if i {
		turn(turns)
	}
	if j {
		turn(turns)
	}
	if k {
		turn(turns)
	}
	if l {
		turn(turns)
	}
	if a && b && c && d && e && f && g && h && i && j && k && l {
		turn(turns)
	}
}

func turn(turns chan int) {
	turns <- 1
	<-turns
}
