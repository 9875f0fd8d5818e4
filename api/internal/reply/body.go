package reply

import (
	"errors"
	"io"
	"net/http"
)

// Body reads the body of a request, as far as its bound lets it.
func Body(r *http.Request) ([]byte, error) {
	b, err := io.ReadAll(r.Body)
	if err == nil {
		return b, nil
	}
	var large *http.MaxBytesError
	if errors.As(err, &large) || r.Context().Err() != nil {
		return nil, err
	}
	return nil, Unreadable("The body broke off before its end.")
}
