package checktest

import (
	"encoding/json"
	"os"
)

// WithoutExport takes the compiler's export data of imports out of the file with which
// "go vet" calls a vettool. What the vettool gets then is what it gets from a go command
// that does not compile what it vets.
func WithoutExport(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var cfg map[string]any
	if err := json.Unmarshal(data, &cfg); err != nil {
		return err
	}
	delete(cfg, "PackageFile")
	if data, err = json.Marshal(cfg); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o666)
}
