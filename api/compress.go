package api

import (
	"compress/gzip"
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// compressed gives the answers of h as gzip to whoever takes that: those of a
// kilobyte or more that are not compressed already. What h flushes goes out at
// once.
//
// The size of a compressed answer tells whoever watches the line whether a text
// that a stranger put into it also stands elsewhere in it (BREACH). There is
// little to learn here. A respondent's page holds one secret, the token of its own
// address, and only who has the token can ask for the page. The API and its keys
// travel in no browser that a stranger could make ask. The pages of the team hold
// no key and no token of a form, but comments and names of customers, beside what
// their address asks for. Therefore every answer gets up to 32 bytes more, by a
// checksum of its text: its size no longer shows whether one guess was right.
func compressed(h http.Handler) (http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(
		gzhttp.MinSize(1<<10),
		gzhttp.CompressionLevel(gzip.BestSpeed),
		gzhttp.EnableZstd(false), // every program takes gzip
		gzhttp.RandomJitter(32, 0, false),
	)
	if err != nil {
		return nil, err
	}
	return wrap(h), nil
}
