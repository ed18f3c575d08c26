// Calls Go in a child that has but one of the threads of the Go runtime.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int add(int, int);

int main(void) {
	pid_t child = fork();
	if (child == 0) {
		printf("sum %d\n", add(2, 3));
		fflush(stdout);
		_exit(0);
	}
	waitpid(child, NULL, 0);
	return 0;
}
