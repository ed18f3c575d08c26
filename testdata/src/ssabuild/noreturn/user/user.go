package user

import "ssabuild/noreturn"

func Die() { // want Die:"noReturn"
	noreturn.Exit(1)
}

func Instance() { // want Instance:"noReturn"
	noreturn.Generic(1)
}
