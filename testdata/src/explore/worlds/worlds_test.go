package worlds

var pointer = &table

var pointers = []*error{&errMade}

var field = (&T{}).c

var literal = func(t *T) chan int { return t.c }(&T{})
