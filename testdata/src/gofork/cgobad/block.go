package cgobad

import (
	"os"

	/*
		#include <stdlib.h>
		#include <unistd.h>

		static const char *what = "execv() \" in a string";
		static char quote = '"';

		static void detach(void) {
			if (!quote || daemon(1, 0) != 0)
				exit(1);
		}

		static int child(void) { return vfork(); }

		// want +8 `^the child of daemon has lost the Go runtime's other threads and hangs, as in a GC; re-exec with os/exec and SysProcAttr{Setsid: true}$` */
	"C"
)

func detach() {
	if os.Getppid() != 1 {
		C.detach()
	}
	C.child()
}
