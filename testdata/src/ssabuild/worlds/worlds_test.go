package worlds

type testType struct{}

func helper() func() { return func() { Generic(testType{}) } }
