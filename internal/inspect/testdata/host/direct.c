// The Go library is a need of its own.
extern int Add(int, int);

int add(int a, int b) { return Add(a, b); }
