package mailer

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"mime"
	netmail "net/mail"
	"slices"
	"strings"

	"github.com/go-mail/mail/v2"

	"halte/surveys"
)

// order lists every header a mail may have, in the order they are written.
var order = []string{
	"Date", "From", "Reply-To", "To", "Subject", "Message-ID", "In-Reply-To", "References",
	"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID",
	"Auto-Submitted", "X-Auto-Response-Suppress", "Precedence", "MIME-Version", "Content-Type",
}

// maxLine is the longest line SMTP carries, without its end (RFC 5322, 2.1.1).
const maxLine = 998

// message writes the bytes of a mail with two alternatives, the plain one
// first. The values of the headers are ready to be written as they are.
func message(headers map[string]string, text, html string) ([]byte, error) {
	m := mail.NewMessage()
	for name, value := range headers {
		if strings.ContainsFunc(value, isControl) {
			return nil, fmt.Errorf("compose a mail: the header %s holds a control character", name)
		}
		// With no name to format, this is the one setter that leaves a value alone.
		m.SetAddressHeader(name, value, "")
	}
	m.SetBoundary(boundary(text, html))
	m.SetBody("text/plain", text)
	m.AddAlternative("text/html", html)
	var raw bytes.Buffer
	if _, err := m.WriteTo(&raw); err != nil {
		return nil, fmt.Errorf("compose a mail: %w", err)
	}
	return arrange(raw.Bytes())
}

// boundary is made of what it parts, so that neither side can contain it.
func boundary(text, html string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\n%s%s", len(text), text, html)
	return hex.EncodeToString(h.Sum(nil)[:20])
}

// arrange puts the headers of a finished mail in order, for go-mail keeps them
// in a map. Because it reads what will be sent, it is also where a header that
// is not on the list, or stands there twice, is found out, however it came in.
func arrange(raw []byte) ([]byte, error) {
	head, body, found := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !found {
		return nil, errors.New("compose a mail: there is no end to its headers")
	}
	fields := make([]string, len(order))
	at := -1
	for line := range strings.SplitSeq(string(head), "\r\n") {
		if len(line) > maxLine {
			return nil, fmt.Errorf("compose a mail: a header has more than %d characters in a row", maxLine)
		}
		if at < 0 || !strings.HasPrefix(line, " ") { // else it goes on with the header before it
			name, _, _ := strings.Cut(line, ":")
			if at = slices.Index(order, name); at < 0 || fields[at] != "" {
				return nil, errors.New("compose a mail: a header that may not be there")
			}
		}
		fields[at] += line + "\r\n"
	}
	return slices.Concat([]byte(strings.Join(fields, "")), []byte("\r\n"), body), nil
}

// withName formats an address with the name of who has it.
func withName(name string, a surveys.Address) string {
	if name = oneSpace(name); name == "" {
		return a.String()
	}
	return (&netmail.Address{Name: name, Address: a.String()}).String()
}

// encoded makes any text fit for a header that holds free text.
func encoded(s string) string {
	s = oneSpace(s)
	if !strings.Contains(s, "=?") {
		return mime.QEncoding.Encode("utf-8", s)
	}
	// Plain text that looks like an encoded word would be read as one.
	var words []string
	for len(s) > 0 {
		n := min(len(s), 45)
		for n < len(s) && s[n]&0xc0 == 0x80 { // not in the middle of a character
			n--
		}
		words = append(words, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(words, " ")
}

// oneSpace leaves one space where there were many: folding a header could make
// a line of nothing but spaces of them, which ends the headers for some readers.
func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }
