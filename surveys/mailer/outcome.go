package mailer

import (
	"context"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"strings"
	"syscall"

	"github.com/go-mail/mail/v2"

	"halte/surveys"
)

// stage is how far a conversation had come when it failed.
type stage int

const (
	hello  stage = iota // connecting, encrypting, logging in
	asking              // MAIL, RCPT, DATA, and the mail itself while it was not whole
	over                // the whole mail was handed over; only the reply was missing
)

// outcome says what came of a mail whose conversation failed with err.
func outcome(ctx context.Context, at stage, err error) *surveys.SendError {
	e := &surveys.SendError{Outcome: surveys.SendTemporary}
	if at == over {
		e.Outcome = surveys.SendUnknown
	}
	var answer *textproto.Error
	switch {
	case errors.As(err, &answer) && answer.Code >= 400 && answer.Code <= 599:
		e.Code, e.Reply = answer.Code, strip(answer.Msg)
		e.Outcome = surveys.SendTemporary
		// Before the mail was spoken of, and when a login is asked for in the
		// middle of it, a refusal is not about the mail.
		if answer.Code >= 500 && at != hello && answer.Code != 530 {
			e.Outcome = surveys.SendRefused
		}
		e.Err = &textproto.Error{Code: e.Code, Msg: e.Reply}
	case ctx.Err() != nil:
		e.Reply, e.Err = "the sending was called off", context.Cause(ctx)
	default:
		e.Reply = trouble(err)
		e.Err = errors.New(e.Reply)
	}
	return e
}

// trouble words an error for a person.
func trouble(err error) string {
	var timeout net.Error
	var noTLS mail.StartTLSUnsupportedError
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "it did not answer in time"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "it hung up"
	case errors.As(err, &noTLS):
		return "it does not offer STARTTLS; add ?tls=none to its address if the way to it is safe"
	}
	return strip(err.Error())
}

var (
	addressLike = regexp.MustCompile(`[^\s<>()\[\],;:"']+@[^\s<>()\[\],;:"']+`)
	tokenLike   = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)
)

// longestReply is enough to understand a server, and to keep in a row.
const longestReply = 300

// strip makes a server's words fit for a log: on one line, of bounded length,
// without addresses and without anything that could be the token of a link
// (filters quote the links they dislike).
func strip(words string) string {
	words = strings.ToValidUTF8(words, "?")
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || isControl(r) }), " ")
	words = addressLike.ReplaceAllString(words, "…")
	words = tokenLike.ReplaceAllString(words, "…")
	if runes := []rune(words); len(runes) > longestReply {
		words = string(runes[:longestReply]) + "…"
	}
	return words
}
