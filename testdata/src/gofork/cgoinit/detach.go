package cgoinit

// #include <stdlib.h>
// #include <unistd.h>
//
// // The constructor calls it.
// void detach(void) {
// 	if (fork() > 0)
// 		exit(0);
// }
import "C"

func pid() int { return int(C.getpid()) }
