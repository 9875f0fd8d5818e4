//go:build profile

package main

import (
	"net/http"
	_ "net/http/pprof" // only with -tags profile: a build that is shipped tells nobody its insides
	"os"
	"runtime"
)

// A build with -tags profile serves /debug/pprof/ at the address in HALTE_PROFILE, for the
// benchmarks, and notes every wait of more than ten microseconds.
func init() {
	if address := os.Getenv("HALTE_PROFILE"); address != "" {
		runtime.SetBlockProfileRate(10_000)
		go func() { _ = http.ListenAndServe(address, nil) }()
	}
}
