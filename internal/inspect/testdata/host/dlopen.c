// The Go library is loaded by who calls it first: the child.
#include <dlfcn.h>
#include <stdio.h>

int add(int a, int b) {
	void *lib = dlopen(LIBRARY, RTLD_NOW);
	if (lib == NULL) {
		printf("%s\n", dlerror());
		return -1;
	}
	int (*sum)(int, int) = (int (*)(int, int))dlsym(lib, "Add");
	return sum(a, b);
}
