package bad

import "os"

func ignored(path string) (a, b, c int) {
	f, err := os.Open(path)
	if err != nil {
		return -1, -1, -1
	}
	//gopitfalls:ignore fdoutlive the process ends before anything is collected
	pidLock = int(f.Fd())
	g, err := os.Open(path)
	if err != nil {
		return -1, -1, -1
	}
	pidLock = int(g.Fd()) //gopitfalls:ignore fdoutlive see above
	h, err := os.Open(path)
	if err != nil {
		return -1, -1, -1
	}
	//gopitfalls:ignore fdoutlive
	pidLock = int(h.Fd()) // want `int\(h.Fd\(\)\) is stored in pidLock but its owner h dies at line 22`
	return 0, 0, 0
}
