package checktest

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Spaghetti returns the source of functions that jump to and fro: few of their
// loops have a name in the language, some have two entries.
func Spaghetti(random *rand.Rand, funcs, lines int) string {
	var b strings.Builder
	b.WriteString("package p\n\nfunc use(int) bool\n")
	for i := range funcs {
		fmt.Fprintf(&b, "\nfunc f%d(c chan int) (x, y int) {\n", i)
		for n := range lines {
			fmt.Fprintf(&b, "L%d:\n", n)
			switch random.IntN(6) {
			case 0:
				b.WriteString("\tx++\n")
			case 1:
				b.WriteString("\ty = x + <-c\n")
			case 2:
				b.WriteString("\tc <- y\n")
			case 3:
				b.WriteString("\tif use(y) {\n\t\treturn y, x\n\t}\n")
			}
			fmt.Fprintf(&b, "\tif use(x) {\n\t\tgoto L%d\n\t}\n", random.IntN(lines))
		}
		// Every label must be used.
		for n := range lines {
			fmt.Fprintf(&b, "\tif use(%d) {\n\t\tgoto L%d\n\t}\n", n, n)
		}
		b.WriteString("\treturn x, y\n}\n")
	}
	return b.String()
}
