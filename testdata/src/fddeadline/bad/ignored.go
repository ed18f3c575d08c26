package bad

import (
	"log"
	"os"
	"time"
)

func ignored(p []byte) (int, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return 0, err
	}
	defer w.Close()
	//gopitfalls:ignore fddeadline the deadline is for the test only
	log.Print(r.Fd())
	log.Print(r.Fd()) //gopitfalls:ignore fddeadline see above
	//gopitfalls:ignore fddeadline
	log.Print(r.Fd()) // want `deadline`
	r.SetReadDeadline(time.Now().Add(time.Second))
	return r.Read(p)
}
