// Becomes a daemon, then calls Go. It calls exec as well, elsewhere.
#define _DEFAULT_SOURCE
#include <unistd.h>

int add(int, int);

int main(int argc, char **argv) {
	if (argc > 1)
		return execv(argv[1], argv + 1);
	if (daemon(1, 1) != 0)
		return 1;
	return add(2, 3) != 5;
}
