package m

func bad() {}

func F() {
	/* 😀 */ bad()
}
