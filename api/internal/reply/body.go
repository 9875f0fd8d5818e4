package reply

import (
	"errors"
	"io"
	"mime"
	"net/http"

	"halte/surveys"
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

// BodyText reads the body of a request that is text, and gives it in UTF-8. It is
// decoded from the charset that the Content-Type names; one that is not known, and what
// does not fit it, is refused. Without a charset it comes as it is.
func BodyText(r *http.Request) ([]byte, error) {
	b, err := Body(r)
	charset := Charset(r)
	if err != nil || charset == "" {
		return b, err
	}
	text, refused := surveys.DecodeText("body", b, charset)
	if refused != nil && refused.Field == "encoding" {
		return nil, NewProblem(http.StatusUnsupportedMediaType, "Content-Type", "The charset "+refused.Message+".")
	}
	if refused != nil {
		return nil, refused
	}
	return text, nil
}

// Charset gives the encoding that the Content-Type of a request names; "" for none.
func Charset(r *http.Request) string {
	_, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return parameters["charset"]
}
