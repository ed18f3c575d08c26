// The type's method is called by way of an interface.
package main // want "lookups may use cgo \\(RES_OPTIONS, nsswitch.conf\\): slow DNS holds a thread each, up to 500, that no context frees; add //go:debug netdns=go"

import "net/http"

type proxy struct{ client http.Client }

func (p *proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	resp, err := p.client.Get("http://" + r.Host + r.URL.Path)
	if err == nil {
		resp.Body.Close()
	}
}

func main() {
	http.Handle("/", new(proxy))
	panic(http.ListenAndServe(":80", nil))
}
