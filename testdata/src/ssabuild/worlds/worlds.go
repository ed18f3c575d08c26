package worlds

func F() func() { return func() { Generic(1) } }

func Generic[T any](x T) {}
