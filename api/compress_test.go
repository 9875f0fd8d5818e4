package api

import (
	"bufio"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// asked gives the headers and the body of what a handler answers through compressed.
func asked(t *testing.T, method, encodings string, h http.HandlerFunc) (http.Header, io.Reader) {
	t.Helper()
	packing, err := compressed(h)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(packing)
	t.Cleanup(server.Close)
	r, err := http.NewRequestWithContext(t.Context(), method, server.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", encodings)
	res, err := server.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	return res.Header, res.Body
}

// long is a body of two kilobytes.
func long(headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		_, _ = io.WriteString(w, strings.Repeat("halte ", 400))
	}
}

func TestEveryKindOfTextIsCompressed(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"application/json", "application/problem+json", "application/yaml", "text/csv; charset=utf-8", "text/html", "text/plain", "image/svg+xml"} {
		header, _ := asked(t, "GET", "gzip", long("Content-Type", kind))
		if header.Get("Content-Encoding") != "gzip" || header.Get("Content-Type") != kind {
			t.Errorf("%s: %v", kind, header)
		}
	}
}

func TestWhatIsNotToBeCompressedIsNot(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		method, encodings string
		h                 http.HandlerFunc
		encoding          string
	}{
		"what is compressed already": {"GET", "gzip", long("Content-Type", "text/plain", "Content-Encoding", "br"), "br"},
		"for who does not want it":   {"GET", "gzip;q=0, br", long("Content-Type", "text/plain"), ""},
		"an answer to HEAD":          {"HEAD", "gzip", long("Content-Type", "text/plain"), ""},
		"an answer without a body":   {"GET", "gzip", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) }, ""},
	} {
		header, _ := asked(t, c.method, c.encodings, c.h)
		if got := header.Get("Content-Encoding"); got != c.encoding {
			t.Errorf("%s is %q", what, got)
		}
	}
}

func TestWhatIsFlushedArrivesBeforeTheAnswerEnds(t *testing.T) {
	t.Parallel()
	arrived := make(chan struct{})
	_, body := asked(t, "GET", "gzip", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain")
		_, _ = io.WriteString(w, "first\n")
		w.(http.Flusher).Flush()
		select {
		case <-arrived:
			_, _ = io.WriteString(w, "second\n")
		case <-r.Context().Done():
		}
	})
	z, err := gzip.NewReader(body)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(z)
	if !lines.Scan() || lines.Text() != "first" {
		t.Fatalf("the first line is %q, %v", lines.Text(), lines.Err())
	}
	close(arrived)
	if !lines.Scan() || lines.Text() != "second" {
		t.Errorf("the second line is %q, %v", lines.Text(), lines.Err())
	}
}

func TestTheSizeOfACompressedAnswerHidesOneGuess(t *testing.T) {
	t.Parallel()
	size := func(text string) int {
		_, body := asked(t, "GET", "gzip", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = io.WriteString(w, strings.Repeat("halte ", 400)+text)
		})
		packed, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		return len(packed)
	}
	sizes := map[int]bool{}
	for _, guess := range "abcdefghijklmnop" {
		sizes[size(string(guess))] = true
	}
	if len(sizes) < 4 {
		t.Errorf("texts that differ by one letter have the sizes %v", sizes)
	}
}
