package bad

// Tests that do not help.

func isNil(c chan int) bool { return c == nil }

func testedTheWrongWay(wanted bool) {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	if isNil(c) {
		c <- 1 // want `send on c blocks forever: it is nil on the path that the condition`
	}
}

func testOfAnother(wanted, other bool) {
	var c, d chan int
	if wanted {
		c = make(chan int, 1)
	}
	if other {
		d = make(chan int, 1)
	}
	if !isNil(d) {
		c <- 1 // want `send on c blocks forever: it is nil on the path that the condition`
	}
}

func warns(c chan int) {
	if c == nil {
		println("no channel")
	}
}

func testWithoutConsequence(wanted bool) {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	warns(c)
	c <- 1 // want `send on c blocks forever: it is nil on the path that the condition`
}

func flagOfAnother(wanted, other bool) {
	var c chan int
	if wanted {
		c = make(chan int, 1)
	}
	func() {
		if other {
			c <- 1 // want `send on c blocks forever: it is nil on a path that does not make it`
		}
	}()
}

func missingKey(known map[string]int, key string) {
	chans := make(map[string]chan int)
	for name := range known {
		chans[name] = make(chan int, 1)
	}
	var c chan int
	if found, ok := chans[key]; ok {
		c = found
	}
	c <- 1 // want `send on c blocks forever: it is nil on a path that does not make it`
}
