package cgook

// #include <spawn.h>
// #include <unistd.h>
//
// extern char **environ;
//
// static int spawn(char **argv) {
// 	pid_t pid;
// 	return posix_spawnp(&pid, argv[0], 0, 0, argv, environ) ? vfork() : pid;
// }
import "C"

func spawn(argv **C.char) int { return int(C.spawn(argv)) }
