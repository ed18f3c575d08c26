// Package cgoinit forks before the runtime of Go has started.
package cgoinit

// #include <stdlib.h>
//
// extern void detach(void);
//
// static __attribute__((constructor)) void init(void) {
// 	if (getenv("DETACH"))
// 		detach();
// }
import "C"
