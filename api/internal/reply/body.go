package reply

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"

	"halte/surveys"
)

// Body reads the body of a request, as far as its bound lets it.
func Body(r *http.Request) ([]byte, error) {
	return io.ReadAll(unbroken{r})
}

// BodyReader reads a body that is text bit by bit, in UTF-8. One whose charset is named
// is decoded as BodyText does it.
func BodyReader(r *http.Request) (io.Reader, error) {
	if Charset(r) == "" {
		return unbroken{r}, nil
	}
	text, err := BodyText(r)
	return bytes.NewReader(text), err
}

// unbroken reads the body of a request, and says what is wrong with one that ends too
// early.
type unbroken struct{ request *http.Request }

func (u unbroken) Read(p []byte) (int, error) {
	n, err := u.request.Body.Read(p)
	var large *http.MaxBytesError
	if errors.Is(err, os.ErrDeadlineExceeded) { // the server ends the request's context as well
		return n, NewProblem(http.StatusRequestTimeout, "body", "The rest of the body did not come in time.")
	}
	if err == nil || err == io.EOF || errors.As(err, &large) || u.request.Context().Err() != nil {
		return n, err
	}
	return n, Unreadable("The body broke off before its end.")
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
