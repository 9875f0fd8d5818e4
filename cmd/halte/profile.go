//go:build profile

package main

import (
	"net/http"
	_ "net/http/pprof" // only with -tags profile: a build that is shipped tells nobody its insides
	"os"
)

// A build with -tags profile serves /debug/pprof/ at the address in HALTE_PROFILE, for the
// benchmarks.
func init() {
	if address := os.Getenv("HALTE_PROFILE"); address != "" {
		go func() { _ = http.ListenAndServe(address, nil) }()
	}
}
