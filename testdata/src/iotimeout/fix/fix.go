package fix

import (
	"context"
	"net/http"
	"os/exec"
)

func handle(w http.ResponseWriter, r *http.Request) {
	req, err := http.NewRequest(http.MethodGet, "http://localhost", nil)
	if err != nil {
		return
	}
	resp, err := http.DefaultClient.Do(req) // want `Do waits for ever in a handler`
	if err != nil {
		return
	}
	resp.Body.Close()
	ask(r.Context(), "http://localhost")
	shell(r.Context(), "true")
	go func() {
		// No context that lasts has a name here.
		req, err := http.NewRequest(http.MethodGet, "http://localhost", nil)
		if err == nil {
			http.DefaultClient.Do(req) // want `Do waits for ever in a goroutine`
		}
	}()
}

func ask(ctx context.Context, url string) error {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req) // want `Do waits for ever in a handler`
	if err != nil {
		return err
	}
	return resp.Body.Close()
}

func shell(ctx context.Context, text string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "sh", "-c", text)
	return cmd.Output() // want `set WaitDelay`
}
