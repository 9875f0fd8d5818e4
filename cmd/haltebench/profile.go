package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// profiles fetches profiles of the program into a folder. The zero value fetches none.
type profiles struct{ folder, address string }

// newProfiles has the program of an environment serve its profiles at a free address.
func newProfiles(folder string, env map[string]string) (profiles, error) {
	if folder == "" {
		return profiles{}, nil
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return profiles{}, err
	}
	defer l.Close()
	env["HALTE_PROFILE"] = l.Addr().String()
	return profiles{folder, l.Addr().String()}, os.MkdirAll(folder, 0o755)
}

// during writes name.cpu and name.block (where goroutines waited) of the next seconds while
// fn runs, and name.allocs after it.
func (p profiles) during(ctx context.Context, name string, d time.Duration, fn func() error) error {
	if p.folder == "" {
		return fn()
	}
	fetched := make(chan error, 2)
	for what, file := range map[string]string{"profile": name + ".cpu", "block": name + ".block"} {
		go func() { fetched <- p.fetch(ctx, fmt.Sprintf("%s?seconds=%d", what, max(1, int(d.Seconds()))), file) }()
	}
	if err := fn(); err != nil {
		return err
	}
	if err := p.fetch(ctx, "allocs", name+".allocs"); err != nil {
		return err
	}
	return errors.Join(<-fetched, <-fetched)
}

func (p profiles) fetch(ctx context.Context, what, file string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.address+"/debug/pprof/"+what, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	out, err := os.Create(filepath.Join(p.folder, file))
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, response.Body); err != nil {
		return err
	}
	return out.Close()
}
