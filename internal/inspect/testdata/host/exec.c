// Each child runs another program.
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

int add(int, int);

int main(void) {
	pid_t child = fork();
	if (child == 0) {
		execlp("true", "true", (char *)NULL);
		_exit(1);
	}
	waitpid(child, NULL, 0);
	printf("sum %d\n", add(2, 3));
	return 0;
}
