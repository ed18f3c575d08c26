package cgook

/*
#include <sys/types.h>

// fork() in a comment, don't mind.
// So is daemon(0, 0).
static const char *usage = "fork() and daemon(0, 0)";
static char fork_char = '(';

// Declarations are no calls.
pid_t fork(void);
extern int daemon(int nochdir, int noclose);
struct process *vfork (void);

// Neither are the members of a struct.
struct ops { pid_t (*fork)(void); struct ops *next; };
static pid_t call(struct ops *o) { return o->fork() + o->next->fork(); }

// Other names.
static int do_fork(int fork) { return fork; }
static int daemonize(void) { return do_fork(1); }
*/
import "C"

import (
	"fmt"
	// Not C: the reason is with fork() and daemon().
	_ "unsafe"
)

func names() {
	fmt.Println(C.GoString(C.usage), C.daemonize(), C.do_fork(C.int(C.fork_char)))
}

// _Cfunc is no function of C.
func _Cfunc() int { return 0 }
