// Package entry has a message as protocol buffers have it.
package entry

type Chunk struct {
	ID   string
	Info any
}

type Entry struct {
	Chunks []*Chunk
	read   int
}

func (e *Entry) GetChunks() []*Chunk {
	if e != nil {
		return e.Chunks
	}
	return nil
}

// GetNext gets more than a field.
func (e *Entry) GetNext() []*Chunk {
	e.read++
	return e.Chunks[:e.read]
}
