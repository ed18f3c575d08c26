package mutants

import (
	"context"
	"strings"
	"sync"
	"time"
)

func q1(k string, ask call) (string, error) {
	type w struct {
		x string
		y error
	}
	pipe := make(chan w)
	go func() {
		x, y := ask(k)
		pipe <- w{x, y} // want `blocks forever`
	}()
	select {
	case z := <-pipe:
		return z.x, z.y
	case <-time.After(5 * time.Millisecond):
		return "", errTimeout
	}
}

func q2(life context.Context, k string, ask call) error {
	over := make(chan error)
	go func() {
		_, e := ask(k)
		over <- e // want `blocks forever`
	}()
	select {
	case e := <-over:
		return e
	case <-life.Done():
		return life.Err()
	}
}

func q3(ks []string, ask call) (xs []string, bad error) {
	up := make(chan string)
	for _, k := range ks {
		go func() {
			x, e := ask(k)
			if e != nil {
				x = ""
			}
			up <- x // want `blocks forever`
		}()
	}
	bell := time.After(5 * time.Millisecond)
	for range ks {
		select {
		case x := <-up:
			xs = append(xs, x)
		case <-bell:
			return xs, errTimeout
		}
	}
	return xs, nil
}

func q4(life context.Context, river <-chan string, most int) (xs []string) {
	life, end := context.WithCancel(life)
	defer end()
	lake := make(chan string)
	go func() {
		for {
			select {
			case x := <-river:
				lake <- x // want `blocks forever`
			case <-life.Done():
				return
			}
		}
	}()
	for x := range lake {
		xs = append(xs, x)
		if len(xs) == most {
			return xs
		}
	}
	return xs
}

func q5(k string, ask call) (string, error) {
	box := make(chan string)
	go func() {
		x, e := ask(k)
		if e != nil {
			x = ""
		}
		box <- x // want `blocks forever`
	}()
	if strings.ContainsAny(k, " /") {
		return "", errDown
	}
	return <-box, nil
}

func q6(k string, known map[string]string, ask call) string {
	box := make(chan string)
	go func() {
		x, _ := ask(k)
		box <- x // want `blocks forever`
	}()
	if x, there := known[k]; there {
		return x
	}
	return <-box
}

func q7(k string, left, right call) error {
	l, r := make(chan error), make(chan error)
	go func() {
		_, e := left(k)
		l <- e
	}()
	go func() {
		_, e := right(k)
		r <- e // want `blocks forever`
	}()
	if e := <-l; e != nil {
		return e
	}
	return <-r
}

func q8(way int, act func() error) error {
	box := make(chan error)
	go func() { box <- act() }() // want `blocks forever`
	switch way {
	case 7:
		return <-box
	case 8:
		return nil
	default:
		return <-box
	}
}

func q9(ks []string, ask call) string {
	xs := make(chan string)
	for _, k := range ks {
		go func() {
			x, e := ask(k)
			if e != nil {
				x = k
			}
			xs <- x // want `blocks forever`
		}()
	}
	if len(ks) == 0 {
		return ""
	}
	return <-xs
}

func q10(ks []string, ask call) error {
	es := make(chan error)
	for _, k := range ks {
		go func() {
			_, e := ask(k)
			es <- e // want `blocks forever`
		}()
	}
	for range ks {
		if e := <-es; e != nil {
			return e
		}
	}
	return nil
}

func q11(book map[string]string, ask call) error {
	es := make(chan error)
	for _, k := range book {
		go func(k string) {
			_, e := ask(k)
			es <- e // want `blocks forever`
		}(k)
	}
	for j := 0; j < len(book); j++ {
		if e := <-es; e != nil {
			return e
		}
	}
	return nil
}

func q12(ks []string, ask call) error {
	es := make(chan error, 1)
	for _, k := range ks {
		go func() {
			_, e := ask(k)
			es <- e // want `blocks forever`
		}()
	}
	for range ks {
		if e := <-es; e != nil {
			return e
		}
	}
	return nil
}

func q13(rows [][]int) (all int) {
	box := make(chan int)
	for _, row := range rows {
		go func() {
			one := 0
			for _, x := range row {
				one += x
			}
			box <- one // want `blocks forever`
		}()
	}
	for j := 1; j < len(rows); j++ {
		all += <-box
	}
	return all
}

func q14(ks []string, good func(string) bool) string {
	box := make(chan string)
	go func() {
		for _, k := range ks {
			box <- k // want `blocks forever`
		}
		close(box)
	}()
	for k := range box {
		if good(k) {
			return k
		}
	}
	return ""
}

func q15(ks []string, ask call) (xs []string) {
	one, two := make(chan string), make(chan string)
	go func() {
		for _, k := range ks {
			one <- k // want `blocks forever`
		}
		close(one)
	}()
	go func() {
		defer close(two)
		for k := range one {
			x, e := ask(k)
			if e != nil {
				return
			}
			two <- x
		}
	}()
	for x := range two {
		xs = append(xs, x)
	}
	return xs
}

func q16(ks []string, ask call) (xs []string) {
	box := make(chan string)
	var all sync.WaitGroup
	for _, k := range ks {
		all.Add(1)
		go func() {
			defer all.Done()
			x, e := ask(k)
			if e != nil {
				x = k
			}
			box <- x // want `blocks forever`
		}()
	}
	all.Wait() // also
	close(box)
	for x := range box {
		xs = append(xs, x)
	}
	return xs
}

type letter struct {
	text string
	home chan string
}

func q17(life context.Context, k string, ask call) string {
	post := make(chan letter)
	go func() {
		for l := range post {
			x, _ := ask(l.text)
			l.home <- x // want `blocks forever`
		}
	}()
	defer close(post)
	l := letter{k, make(chan string)}
	post <- l
	select {
	case x := <-l.home:
		return x
	case <-life.Done():
		return ""
	}
}

func q18(k string, ask call) error {
	box := make(chan error)
	go func() {
		if _, e := ask(k); e != nil {
			box <- e
		}
		box <- nil // want `blocks forever`
	}()
	return <-box
}

func q19(act func() error) error {
	box := make(chan error)
	go func() {
		defer func() {
			box <- nil // want `blocks forever`
		}()
		if e := act(); e != nil {
			box <- e
			return
		}
	}()
	return <-box
}

func q20(ks []string, act func(string) error) error {
	box, last := make(chan string), make(chan error, 1)
	go func() {
		for k := range box {
			if e := act(k); e != nil {
				last <- e
				return
			}
		}
		last <- nil
	}()
	for _, k := range ks {
		box <- k // want `blocks forever`
	}
	close(box)
	return <-last
}
