package cgobad

// #include <stdlib.h>
// #include <unistd.h>
//
// extern int goChild(void);
//
// static pid_t start(void) {
// 	pid_t pid = fork(); // want `^the child of fork has lost`
// 	if (pid < 0)
// 		exit(1);
// 	if (pid > 0)
// 		exit(0);
// 	return setsid();
// }
//
// static int inChild(void) {
// 	if (fork() == 0)
// 		return 1;
// 	return 0;
// }
import "C"

func start() bool { return C.start() > 0 || C.inChild() > 0 }
