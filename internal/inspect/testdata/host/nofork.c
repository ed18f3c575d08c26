// One process, and a program that popen starts with exec.
#include <stdio.h>

int add(int, int);

int main(void) {
	FILE *f = popen("true", "r");
	pclose(f);
	printf("sum %d\n", add(2, 3));
	return 0;
}
