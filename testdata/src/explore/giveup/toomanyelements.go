package giveup

// There are more channels in the map than are followed.
func tooManyElements() {
	byName := map[string]chan int{
		"a": nil, "b": nil, "c": nil, "d": nil, "e": nil, "f": nil, "g": nil,
		"h": nil, "i": nil, "j": nil, "k": nil, "l": nil, "m": nil, "n": nil,
	}
	byName["n"] = make(chan int)
	go func() { byName["n"] <- 1 }()
	<-byName["n"]
}
