package lockset

import (
	"go/ast"
	"go/parser"
	"go/token"
	"testing"
)

func TestMayExportFacts(t *testing.T) {
	for src, want := range map[string]bool{
		`type T struct{ mu sync.Mutex }; func (t *T) F() { t.mu.Lock(); t.mu.Unlock() }`:                        false,
		`type T struct{ sync.Mutex }; func (t *T) F() { t.Lock(); t.Unlock() }`:                                 true,
		`type T struct{ *sync.RWMutex }; func (t *T) F() { t.RLock(); t.RUnlock() }`:                            true,
		`type T struct{ Mu sync.Mutex }; func (t *T) F() { t.Mu.Lock(); t.Mu.Unlock() }`:                        true,
		`type T struct{ Wg sync.WaitGroup }; func (t *T) F() { t.Wg.Wait() }`:                                   false,
		`type T struct{ mu sync.Mutex }; func (t *T) F() { t.mu.Lock() }`:                                       true,
		`type T struct{ mu sync.Mutex }; func (t *T) F() bool { return t.mu.TryLock() }`:                        true,
		`type T struct{ mu sync.Mutex }; func (t *T) F() { t.mu.Unlock() }`:                                     true,
		`type T struct{ mu sync.Mutex }; func (t *T) f() { t.mu.Lock() }`:                                       false,
		`type T struct{ mu sync.Mutex }; func (t *T) F(f func()) { t.mu.Lock(); f(); t.mu.Unlock() }`:           true,
		`type T struct{ mu sync.Mutex }; type V func(); func (t *T) F(f V) { t.mu.Lock(); f(); t.mu.Unlock() }`: true,
		`type T struct{ mu sync.Mutex }; type V int; func (t *T) F(V) { t.mu.Lock(); t.mu.Unlock() }`:           false,
		`func F(mu *sync.Mutex) { mu.Lock(); mu.Unlock() }`:                                                     true,
		`func F(f func()) { f() }`: false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "p.go", "package p; import \"sync\"; "+src, 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := MayExportFacts([]*ast.File{file}); got != want {
			t.Errorf("%s: got %t", src, got)
		}
	}
}
