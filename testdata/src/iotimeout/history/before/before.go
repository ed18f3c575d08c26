// Package before has waits without a limit that were found in public code, as they were before
// they got one: each names the change that did so.
package before

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os/exec"
	"time"
)

// github.com/miniflux/miniflux, 5f0ae81: feeds are fetched by workers.
type feedClient struct {
	url      string
	Insecure bool
}

func (h *feedClient) Get() (*http.Response, error) {
	client := h.buildClient()
	request, err := http.NewRequest(http.MethodGet, h.url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(request) // want `client.Do waits for ever in a goroutine`
}

func (h *feedClient) buildClient() http.Client {
	if h.Insecure {
		transport := &http.Transport{
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
		}
		return http.Client{Transport: transport}
	}
	return http.Client{}
}

type worker struct{ feeds chan string }

func newWorker() *worker {
	w := &worker{make(chan string)}
	go w.run()
	return w
}

func (w *worker) run() {
	for feed := range w.feeds {
		resp, err := (&feedClient{url: feed}).Get()
		if err != nil {
			log.Print(err)
			continue
		}
		resp.Body.Close()
	}
}

// github.com/nsqio/nsq, 745e8af: a reader asks where the topics are.
type reader struct {
	lookupds []string
	exit     chan int
}

func newReader(lookupds []string) *reader {
	q := &reader{lookupds, make(chan int)}
	go q.lookupdLoop()
	return q
}

func (q *reader) stop() { close(q.exit) }

func (q *reader) lookupdLoop() {
	ticker := time.NewTicker(time.Minute)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			q.queryLookupd()
		case <-q.exit:
			return
		}
	}
}

func (q *reader) queryLookupd() {
	httpclient := &http.Client{}
	for _, addr := range q.lookupds {
		req, err := http.NewRequest("GET", "http://"+addr+"/lookup", nil)
		if err != nil {
			log.Print(err)
			continue
		}
		resp, err := httpclient.Do(req) // want `httpclient.Do waits for ever in a goroutine`
		if err != nil {
			log.Print(err)
			continue
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
	}
}

// github.com/etcd-io/etcd, 880cd71: a server speaks to its peers.
type transporter struct {
	client *http.Client
	peers  []string
}

func createTransporter(config *tls.Config) *transporter {
	t := &transporter{}
	if config == nil {
		t.client = &http.Client{}
		return t
	}
	t.client = &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	return t
}

func (t *transporter) heartbeats(term []byte) {
	for _, peer := range t.peers {
		go func() {
			resp, err := t.client.Post(peer, "application/json", bytes.NewReader(term)) // want `t.client.Post waits for ever in a goroutine`
			if err != nil {
				return
			}
			resp.Body.Close()
		}()
	}
}

// github.com/buildkite/agent, 09e7a61: a hook leaves somebody behind.
func hook(ctx context.Context, script string) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "/bin/bash", "-c", script)
	cmd.Stdout = &out
	cmd.Stderr = &out
	if err := cmd.Start(); err != nil {
		return "", err
	}
	err := cmd.Wait() // want `cmd.Wait: what the shell starts keeps its output open after it is killed`
	return out.String(), err
}

// github.com/perkeep/perkeep, 0baf46c: each request runs a program.
func cgi(w http.ResponseWriter, r *http.Request) {
	cmd := exec.Command("/usr/lib/cgi-bin/code", r.URL.Path)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	if err := cmd.Start(); err != nil { // want `cmd.Start in a handler: nobody waits for the command, which stays a zombie when it has ended`
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	defer func() {
		stdout.Close()
	}()
	io.Copy(w, stdout)
}

// github.com/etcd-io/etcd, 59f7764: members are asked for their versions.
type versions struct{ Version string }

func membersVersions(peers []string, answers map[string]versions) {
	for _, peer := range peers {
		resp, err := http.Get(peer + "/version") // not found: nobody is seen to wait in a goroutine
		if err != nil {
			continue
		}
		var v versions
		if json.NewDecoder(resp.Body).Decode(&v) == nil {
			answers[peer] = v
		}
		resp.Body.Close()
	}
}
