package cgobad

/*
#include <stdlib.h>
#include <unistd.h>

// The end of another function.
static int ends(int pid) {
	if (pid == 0)
		exit(1);
	return pid;
}

// It is the parent that ends.
static int background(void) {
	switch (fork()) {
	case -1:
		return -1;
	case 0:
		break;
	default:
		_exit(0);
	}
	return setsid();
}

// want +13 `^the child of fork has lost`*/
import "C"

func background() bool { return C.background() == 0 && C.ends(1) != 0 }
