package mailer

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/textproto"
	"os"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-mail/mail/v2"

	"halte/surveys"
)

// DialElsewhere opens a connection as another user of go-mail in this process
// would.
func DialElsewhere(t *testing.T, address string) {
	t.Helper()
	c, err := mail.NetDialTimeout("tcp", address, 10*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	_ = c.Close()
}

func TestAHeaderThatIsNotOnTheListIsNotWritten(t *testing.T) {
	t.Parallel()
	for _, headers := range []map[string]string{
		{"To": "a@example.org", "Bcc2": "b@example.org"},
		{"To": "a@example.org", "to": "b@example.org"},
		{"To": "a@example.org", "X-Evil: x\r\nBcc": "b@example.org"},
		{"To": "a@example.org\r\nBcc: b@example.org"},
		{"To": "a@example.org\nBcc: b@example.org"},
		{"To": "a@example.org\x00"},
		{"To": strings.Repeat("x", 999)},
	} {
		if raw, err := message(headers, "text", "html"); err == nil {
			t.Errorf("%v was written:\n%s", headers, raw)
		}
	}
}

func TestAFinishedMailWithAHeaderTooManyIsHeldBack(t *testing.T) {
	t.Parallel()
	for _, head := range []string{
		"To: a@example.org\r\nTo: b@example.org", "To: a@example.org\r\nBcc: b@example.org", "To: a@example.org\r\nto: b@example.org",
		" folded: from nowhere", "no end",
	} {
		raw := head + "\r\n\r\nbody"
		if head == "no end" {
			raw = head
		}
		if got, err := arrange([]byte(raw)); err == nil {
			t.Errorf("%q went out as %q", raw, got)
		}
	}
}

func TestAnEncodedWordHoldsWholeCharacters(t *testing.T) {
	t.Parallel()
	var decoder mime.WordDecoder
	for shift := range 4 {
		subject := strings.Repeat("x", shift) + strings.Repeat("é🚲=?", 30)
		for word := range strings.SplitSeq(encoded(subject), " ") {
			if text, err := decoder.Decode(word); err != nil || !utf8.ValidString(text) || len(word) > 75 {
				t.Errorf("%s reads as %q, %v", word, text, err)
			}
		}
	}
}

func TestABodyCannotEndItsOwnPart(t *testing.T) {
	t.Parallel()
	// A boundary is made of both parts, so text that holds the boundary of
	// other text does not hold its own.
	text := "--" + boundary("text", "html") + "--\r\n"
	raw, err := message(map[string]string{"To": "a@example.org"}, text, "html")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(raw), "--"+boundary(text, "html")); n != 3 {
		t.Errorf("the boundary stands in the mail %d times, want 3:\n%s", n, raw)
	}
}

func TestAStageAndAnErrorMakeAnOutcome(t *testing.T) {
	t.Parallel()
	alive := context.Background()
	called, cancel := context.WithCancel(context.Background())
	cancel()
	answer := func(code int) error { return &textproto.Error{Code: code, Msg: "words"} }
	for _, c := range []struct {
		ctx  context.Context
		at   stage
		err  error
		want surveys.SendOutcome
		code int
	}{
		{alive, hello, answer(421), surveys.SendTemporary, 421},
		{alive, hello, answer(554), surveys.SendTemporary, 554}, // it refuses us, not the mail
		{alive, hello, answer(535), surveys.SendTemporary, 535},
		{alive, asking, answer(450), surveys.SendTemporary, 450},
		{alive, asking, answer(550), surveys.SendRefused, 550},
		{alive, asking, answer(530), surveys.SendTemporary, 530},
		{alive, asking, answer(250), surveys.SendTemporary, 0}, // an answer out of place
		{alive, over, answer(451), surveys.SendTemporary, 451},
		{alive, over, answer(554), surveys.SendRefused, 554},
		{alive, over, answer(251), surveys.SendUnknown, 0},
		{alive, over, answer(999), surveys.SendUnknown, 0},
		{alive, over, os.ErrDeadlineExceeded, surveys.SendUnknown, 0},
		{alive, over, io.EOF, surveys.SendUnknown, 0},
		{alive, over, textproto.ProtocolError("garbage"), surveys.SendUnknown, 0},
		{alive, asking, io.EOF, surveys.SendTemporary, 0},
		{called, asking, errors.New("use of closed connection"), surveys.SendTemporary, 0},
		{called, over, errors.New("use of closed connection"), surveys.SendUnknown, 0},
		{called, over, answer(554), surveys.SendRefused, 554}, // the answer came first
	} {
		if e := outcome(c.ctx, c.at, c.err); e.Outcome != c.want || e.Code != c.code {
			t.Errorf("stage %d, %v: outcome %d, code %d, want %d, %d", c.at, c.err, e.Outcome, e.Code, c.want, c.code)
		}
	}
}

func TestTheServersWordsAreFitForALog(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"<jo@example.org>: User unknown":                                     "<…>: User unknown",
		"5.1.1 jo@example.org\nno such user here":                            "5.1.1 … no such user here",
		"User=jo+tag@bücher.example; rejected":                               "…; rejected",
		"blocked https://halte.example/r/4kJ9x0PqQm2vT7sWc1ZbYA?rating=9 in": "blocked https://halte.example/r/…?rating=9 in",
		"a\x00b\x1b[31mc":            "a b [31mc",
		"caf\xe9":                    "caf?",
		strings.Repeat("word ", 100): strings.Repeat("word ", 60) + "…",
	} {
		if got := strip(words); got != want {
			t.Errorf("%q became %q, want %q", words, got, want)
		}
	}
}

func TestAnSMTPAddressSaysHowMuchEncryptionItWants(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]server{
		"smtp://localhost":                             {weight: 1, host: "localhost", port: "25", startTLS: mail.NoStartTLS},
		"smtp://127.0.0.1:2525":                        {weight: 1, host: "127.0.0.1", port: "2525", startTLS: mail.NoStartTLS},
		"smtp://[::1]":                                 {weight: 1, host: "::1", port: "25", startTLS: mail.NoStartTLS},
		"smtp://relay.example":                         {weight: 1, host: "relay.example", port: "25", startTLS: mail.MandatoryStartTLS},
		"smtp://relay.example?tls=none":                {weight: 1, host: "relay.example", port: "25", startTLS: mail.NoStartTLS},
		"smtp://relay.example?tls=opportunistic":       {weight: 1, host: "relay.example", port: "25", startTLS: mail.OpportunisticStartTLS},
		"smtp://localhost?tls=mandatory":               {weight: 1, host: "localhost", port: "25", startTLS: mail.MandatoryStartTLS},
		"smtp://u:p@localhost":                         {weight: 1, host: "localhost", port: "587", user: "u", password: "p", startTLS: mail.MandatoryStartTLS},
		"smtp://u%40example.org:p%2Fw@relay.example/":  {weight: 1, host: "relay.example", port: "587", user: "u@example.org", password: "p/w", startTLS: mail.MandatoryStartTLS},
		"smtps://u:p@relay.example":                    {weight: 1, host: "relay.example", port: "465", user: "u", password: "p", implicitTLS: true},
		"smtps://u:p@relay.example:4650?tls=mandatory": {weight: 1, host: "relay.example", port: "4650", user: "u", password: "p", implicitTLS: true},
	} {
		if got, err := parseURL(address); err != nil || got != want {
			t.Errorf("%s reads as %+v, %v, want %+v", address, got, err, want)
		}
	}
}
