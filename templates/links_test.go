package templates

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// Where an installation has a path of its host, an address that does not pass through
// "at" or "asset" leads out of it.
func TestEveryAddressInAPagePassesThroughOneFunction(t *testing.T) {
	t.Parallel()
	address := regexp.MustCompile(`(?:href|src|action)="([^"]*(?:"[^"}]*"[^"]*)?)"`)
	names, err := fs.Glob(files, "html/*.html")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		html, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range address.FindAllStringSubmatch(string(html), -1) {
			if !strings.HasPrefix(m[1], "{{at ") && !strings.HasPrefix(m[1], "{{asset ") && !strings.HasPrefix(m[1], "#") {
				t.Errorf("%s holds %s", name, m[0])
			}
		}
	}
}

func TestAddressesOfOtherSitesStayAsTheyAre(t *testing.T) {
	t.Parallel()
	under, err := Must().Under("/ask")
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"/": "/ask/", "/compare?by=stage": "/ask/compare?by=stage",
		"": "", "#score": "#score", "https://example.org/privacy": "https://example.org/privacy", "//example.org/": "//example.org/", "mailto:jo@example.org": "mailto:jo@example.org",
	} {
		if got := under.At(address); got != want {
			t.Errorf("%q became %q, not %q", address, got, want)
		}
	}
}
