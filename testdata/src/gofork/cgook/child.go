package cgook

// #include <stdlib.h>
// #include <sys/wait.h>
// #include <unistd.h>
//
// // The children stay in C and end there.
//
// static int probe(void) {
// 	int status;
// 	pid_t pid = fork();
// 	if (pid < 0)
// 		return -1;
// 	if (pid == 0) {
// 		_exit(chdir("/proc/self") ? EXIT_FAILURE : EXIT_SUCCESS);
// 	}
// 	return waitpid(pid, &status, 0) == pid ? WEXITSTATUS(status) : -1;
// }
//
// static int other(void) {
// 	if (!fork()) {
// 		setsid();
// 		exit(0);
// 	}
// 	switch (fork()) {
// 	case 0:
// 		abort();
// 	}
// 	pid_t pid;
// 	if (0 == (pid = vfork()))
// 		_Exit(1);
// 	return 0;
// }
import "C"

func probe() bool { return C.probe() == 0 && C.other() == 0 }
