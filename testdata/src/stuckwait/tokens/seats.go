package tokens

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"golang.org/x/sync/semaphore"
)

// Who has a seat is put there with its unit, and who serves the seats gives it back.
type seats struct {
	mu    sync.Mutex
	sem   *semaphore.Weighted
	seats []*order
}

type order struct{ what string }

func newSeats(n int) *seats {
	return &seats{sem: semaphore.NewWeighted(int64(n)), seats: make([]*order, n)}
}

func (s *seats) clear(i int) {
	s.seats[i] = nil
	s.sem.Release(1)
}

func (s *seats) serve() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, o := range s.seats {
		if o != nil {
			s.clear(i)
		}
	}
}

func (s *seats) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.sem.Acquire(r.Context(), 1); err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	what := r.FormValue("what")
	if what == "" {
		http.Error(w, "nothing", http.StatusBadRequest)
		return // want `s.sem, taken at line \d+, is not given back here`
	}
	s.seats[0] = &order{what}
}

func (s *seats) order(ctx context.Context, what string) error {
	if err := s.sem.Acquire(ctx, 1); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if what == "" {
		return errors.New("nothing") // want `s.sem, taken at line \d+, is not given back here`
	}
	s.seats[0] = &order{what}
	return nil
}

// The one takes it, and the other gives it back; and what is kept says nothing of it.
type key struct {
	free *semaphore.Weighted
	last string
}

func newKey() *key { return &key{free: semaphore.NewWeighted(1)} }

func (k *key) borrow(w http.ResponseWriter, r *http.Request) {
	if err := k.free.Acquire(r.Context(), 1); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
		return
	}
	http.Error(w, "yours", http.StatusOK)
}

func (k *key) bring(w http.ResponseWriter, r *http.Request) { k.free.Release(1) }

// Where it is put down first, others find it.
func (s *seats) reserve(w http.ResponseWriter, r *http.Request) {
	if err := s.sem.Acquire(r.Context(), 1); err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seats[0] = &order{r.FormValue("what")}
	if r.Method != http.MethodPost {
		http.Error(w, "later", http.StatusAccepted)
		return
	}
	s.serveOne()
}

func (s *seats) serveOne() { s.clear(0) }
