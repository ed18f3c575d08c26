package words

func elsewhere() {
	ch := make(chan int)
	go sendTo(ch)
}
