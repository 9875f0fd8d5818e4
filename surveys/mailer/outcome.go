package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/go-mail/mail/v2"

	"halte/surveys"
	"halte/surveys/blame"
)

// stage is how far a conversation had come when it failed.
type stage int

const (
	hello  stage = iota // connecting, encrypting, logging in
	asking              // MAIL, RCPT, DATA, and the mail itself while it was not whole
	over                // the whole mail was handed over; only the reply was missing
)

// outcome gives the outcome of a mail when the conversation about it failed with err.
func outcome(ctx context.Context, at stage, err error) *surveys.SendError {
	e := &surveys.SendError{Outcome: surveys.SendTemporary}
	if at == over {
		e.Outcome = surveys.SendUnknown
	}
	var answer *textproto.Error
	switch {
	case errors.As(err, &answer) && answer.Code >= 400 && answer.Code <= 599:
		e.Code = answer.Code
		e.Enhanced, e.Reply = enhanced(answer.Code, strip(answer.Msg))
		e.Outcome = surveys.SendTemporary
		// Before the mail was spoken of, and when a login is asked for in the
		// middle of it, or nobody like us is welcome, a refusal is not about the
		// mail.
		if answer.Code >= 500 && at != hello && answer.Code != 530 && e.Blame() != blame.Sender {
			e.Outcome = surveys.SendRefused
		}
		e.Err = &textproto.Error{Code: e.Code, Msg: e.Reply}
	case ctx.Err() != nil:
		e.Reply, e.Trouble, e.Err = "the sending was called off", surveys.ReasonSendStopped, context.Cause(ctx)
	default:
		e.Reply, e.Trouble = troubleWith(err)
		e.Err = errors.New(e.Reply)
	}
	return e
}

// enhanced parts the enhanced code (RFC 3463), if there is one, from the words,
// where it begins each line (RFC 2034). One of another class than the reply's
// code is none.
func enhanced(code int, words string) (string, string) {
	found := enhancedCode.FindStringSubmatch(words)
	if found == nil || int(found[1][0]-'0') != code/100 {
		return "", words
	}
	words = strings.ReplaceAll(" "+words, " "+found[1]+" ", " ")
	return found[1], strings.TrimSpace(strings.TrimSuffix(words, " "+found[1]))
}

var enhancedCode = regexp.MustCompile(`^#?([245]\.\d{1,3}\.\d{1,3})(?: |$)`)

// verdictOf says what a conversation says of its server, and whether the server
// wants less mail. failed is nil when it took the mail.
func verdictOf(ctx context.Context, at stage, failed *surveys.SendError) (v verdict, slow bool) {
	switch {
	case failed == nil, failed.Trouble == surveys.ReasonServerNoUTF8:
		return well, false
	case failed.Code == 0 && ctx.Err() != nil:
		return nothing, false
	case failed.Blame() == blame.Sender:
		return unwelcome, false
	case failed.Code == 421:
		return trouble, true
	case at == hello, failed.Code == 0, failed.Code == 530:
		return trouble, failed.Code/100 == 4
	}
	// 4.1.x and 4.2.x speak of the one address (RFC 3463).
	ofAddress := strings.HasPrefix(failed.Enhanced, "4.1.") || strings.HasPrefix(failed.Enhanced, "4.2.")
	return well, failed.Code < 500 && !ofAddress
}

// troubleWith words an error for a person, and gives the code for it if there is
// one.
func troubleWith(err error) (string, surveys.ReasonCode) {
	var timeout net.Error
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var noTLS mail.StartTLSUnsupportedError
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return "it did not answer in time", surveys.ReasonServerSilent
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "it hung up", surveys.ReasonServerHungUp
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing answers at its address", surveys.ReasonServerRefused
	case errors.As(err, &name) && name.IsNotFound:
		return "no server has its name", surveys.ReasonServerUnknown
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return "the network does not lead to it", surveys.ReasonServerNoWay
	case errors.As(err, &certificate):
		return "its certificate is not good: " + strip(certificate.Err.Error()), surveys.ReasonServerUnproven
	case errors.As(err, &noTLS):
		return "it does not offer STARTTLS; add ?tls=none to its address if the way to it is safe", surveys.ReasonServerNoTLS
	}
	return strip(err.Error()), ""
}

// elsewhere says whether a server's reply about a letter names another address than those
// on its envelope, but for one to turn to.
func elsewhere(err error, l Letter) bool {
	var answer *textproto.Error
	if !errors.As(err, &answer) {
		return false
	}
	return slices.ContainsFunc(addressLike.FindAllString(answer.Msg, -1), func(a string) bool {
		a = strings.Trim(a, ".'…")
		local, _, _ := strings.Cut(a, "@")
		return !notAsked.MatchString(local) && !strings.EqualFold(a, l.To) && !strings.EqualFold(a, l.From)
	})
}

var (
	addressLike = regexp.MustCompile(`[^\s<>()\[\],;:"']+@[^\s<>()\[\],;:"']+`)
	tokenLike   = regexp.MustCompile(`[A-Za-z0-9_-]{20,}`)
)

// longestReply is enough to understand a server, and to keep in a row.
const longestReply = 300

// strip makes a server's words fit for a log and a row: clean, and of bounded
// length.
func strip(words string) string {
	words = clean(words)
	if runes := []rune(words); len(runes) > longestReply {
		words = string(runes[:longestReply]) + "…"
	}
	return words
}

// clean puts a server's words on one line, without addresses and without anything
// that could be the token of a link (filters quote the links they dislike).
func clean(words string) string {
	words = strings.ToValidUTF8(words, "?")
	words = strings.Join(strings.FieldsFunc(words, func(r rune) bool { return r == ' ' || isControl(r) }), " ")
	words = addressLike.ReplaceAllString(words, "…")
	return tokenLike.ReplaceAllString(words, "…")
}
