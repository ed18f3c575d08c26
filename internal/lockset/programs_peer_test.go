package lockset

const preludePeer = `
type stream interface {
	Send(int) error
	Recv() (int, error)
	Close() error
	SetDeadline(int)
}
type P struct {
	mu sync.Mutex
	rw sync.RWMutex
	st stream
	n  int
}
`

// programsPeer wait for a peer with a lock held.
var programsPeer = map[string]string{
	"who closes takes the lock": preludePeer + `
func (p *P) F1() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.st.Recv() // silent p.mu
}
func (p *P) F2() {
	p.mu.Lock()
	p.st.Close()
	p.mu.Unlock()
}`,
	"who closes takes no lock": preludePeer + `
func (p *P) F1() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.st.Recv()
}
func (p *P) F2() {
	p.mu.Lock()
	p.n++
	p.mu.Unlock()
}
func (p *P) F3() { p.st.Close() }`,
	"who closes takes another lock": preludePeer + `
func (p *P) F1() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.st.Recv()
}
func (p *P) F2() {
	p.rw.Lock()
	p.st.Close()
	p.rw.Unlock()
}`,
	"both are readers": preludePeer + `
func (p *P) F1() (int, error) {
	p.rw.RLock()
	defer p.rw.RUnlock()
	return p.st.Recv()
}
func (p *P) F2() {
	p.rw.RLock()
	p.st.Close()
	p.rw.RUnlock()
}`,
	"who sends, once": preludePeer + `
func (p *P) F1() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.st.Recv()
}
func (p *P) F2() {
	p.mu.Lock()
	p.st.Send(1)
	p.mu.Unlock()
}`,
	"who sends, in rounds": preludePeer + `
func (p *P) F1() {
	for {
		p.mu.Lock()
		_, err := p.st.Recv() // silent p.mu
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}
func (p *P) F2() {
	p.mu.Lock()
	p.st.Send(1)
	p.mu.Unlock()
}`,
	"a question and its answer": preludePeer + `
func (p *P) F1() {
	for {
		p.mu.Lock()
		p.st.Send(1)
		_, err := p.st.Recv()
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}
func (p *P) F2() {
	p.mu.Lock()
	p.st.Close()
	p.mu.Unlock()
}`,
	"a deadline": preludePeer + `
func (p *P) F1() (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.st.SetDeadline(1)
	return p.st.Recv()
}
func (p *P) F2() {
	p.mu.Lock()
	p.st.Close()
	p.mu.Unlock()
}`,
	"the lock comes first for reading, and then for writing": preludePeer + `
func (p *P) F1() {
	for {
		p.rw.RLock()
		_, err := p.st.Recv() // silent p.rw
		p.rw.RUnlock()
		if err != nil {
			return
		}
	}
}
func (p *P) F2(st stream) {
	p.rw.RLock()
	p.n++
	p.rw.RUnlock()
	p.rw.Lock()
	p.st = st
	p.rw.Unlock()
}`,
}
