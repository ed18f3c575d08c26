package generics

import "runtime/debug"

// Instances share the line.
func raise[T any](T) {
	debug.SetMaxThreads(20000) // want `^a limit of 20000 threads hides`
}

func use() {
	raise(1)
	raise("")
}

// What a type argument makes of it is no constant.
func convert[N ~int32 | ~int64](n N) {
	debug.SetMaxThreads(int(n))
	debug.SetMaxThreads(int(N(20000)))
}

func uses() { convert(int64(20000)) }
