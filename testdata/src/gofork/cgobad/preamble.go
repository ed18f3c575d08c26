package cgobad

// #include <unistd.h>
//
// // fork() is called further down.
// static int children;
//
// static int my_fork(void) {
// 	children++;
// 	return fork(); // want `^the child of fork has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec and SysProcAttr{Setsid: true}$`
// }
//
// static int twice(void) { return fork() ? 0 : fork(); }
import "C"

func inPreamble() bool { return C.my_fork() == 0 || C.twice() == 0 }
