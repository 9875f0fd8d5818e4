package mailer

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/textproto"
	"strings"

	"github.com/go-mail/mail/v2"
)

// wire is a connection that puts right what go-mail and net/smtp below it get wrong
// between them and a server: a reply without words, which RFC 5321 (4.2) allows; what a
// server can do in small letters; logins offered in the old form AUTH=LOGIN; and
// SMTPUTF8, which net/smtp asks of every server that offers it, for every mail.
type wire struct {
	net.Conn
	replies *bufio.Reader
	ready   []byte // of a reply, not read yet
	offered bool   // the server offers SMTPUTF8
	wanted  bool   // the mail that comes needs it (RFC 6531)
}

// newWire begins with a greeting where the server gave its own to somebody before.
func newWire(conn net.Conn, greeted bool) *wire {
	w := &wire{Conn: conn, replies: bufio.NewReader(conn)}
	if greeted {
		w.ready = []byte("220 \r\n")
	}
	return w
}

// Read gives what the server said, line by line.
func (w *wire) Read(p []byte) (int, error) {
	for len(w.ready) == 0 {
		line, err := w.replies.ReadSlice('\n')
		if len(line) == 0 && err != nil {
			return 0, err
		}
		w.ready = w.plain(line) // of a line without end, as far as it came
	}
	n := copy(p, w.ready)
	w.ready = w.ready[n:]
	return n, nil
}

// plain gives a line as net/smtp understands it.
func (w *wire) plain(line []byte) []byte {
	text := bytes.TrimRight(line, "\r\n")
	switch {
	case len(text) == 3 && isDigits(text):
		return fmt.Appendf(nil, "%s \r\n", text)
	case !bytes.HasPrefix(text, []byte("250-")) && !bytes.HasPrefix(text, []byte("250 ")):
		return line
	}
	// A capability is its first word; that of a login has mechanisms behind it.
	separator, rest := text[:4], string(text[4:])
	word, arguments, more := strings.Cut(strings.Replace(rest, "=", " ", 1), " ")
	switch upper := strings.ToUpper(word); upper {
	case "AUTH":
		return fmt.Appendf(nil, "%sAUTH %s\r\n", separator, strings.ToUpper(arguments))
	case "SMTPUTF8":
		w.offered = true
		return fmt.Appendf(nil, "%sX-SMTPUTF8\r\n", separator) // net/smtp would ask for it
	case "STARTTLS", "8BITMIME":
		if !more {
			return fmt.Appendf(nil, "%s%s\r\n", separator, upper)
		}
	}
	return line
}

func isDigits(text []byte) bool {
	return len(bytes.Trim(text, "0123456789")) == 0
}

// Write says to the server what net/smtp says, one whole command at a time.
func (w *wire) Write(p []byte) (int, error) {
	if !w.wanted || !bytes.HasPrefix(p, []byte("MAIL FROM:<")) || !bytes.HasSuffix(p, []byte("\r\n")) {
		return w.Conn.Write(p)
	}
	if _, err := w.Conn.Write(fmt.Appendf(nil, "%s SMTPUTF8\r\n", bytes.TrimSuffix(p, []byte("\r\n")))); err != nil {
		return 0, err
	}
	return len(p), nil
}

// encrypt gives the connection over which go-mail may speak in the clear, and whether
// it is encrypted below. It speaks to the server itself as far as STARTTLS.
func (r *relay) encrypt(ctx context.Context, conn net.Conn) (w *wire, encrypted bool, err error) {
	if r.server.implicitTLS {
		w, err = r.secured(ctx, conn, false)
		return w, true, err
	}
	if r.server.startTLS == mail.NoStartTLS {
		return newWire(conn, false), false, nil
	}
	text := textproto.NewConn(newWire(conn, false))
	if _, _, err = text.ReadResponse(220); err != nil {
		return nil, false, err
	}
	ask := func(code int, command string) (string, error) {
		if err := text.PrintfLine("%s", command); err != nil {
			return "", err
		}
		_, words, err := text.ReadResponse(code)
		return words, err
	}
	words, err := ask(250, "EHLO "+r.localName)
	_, refused := err.(*textproto.Error) //nolint:errorlint // textproto gives it as it is
	if err != nil && !refused {
		return nil, false, err
	}
	_, capabilities, _ := strings.Cut(words, "\n")
	if refused || !strings.Contains("\n"+capabilities+"\n", "\nSTARTTLS\n") {
		if r.server.startTLS == mail.MandatoryStartTLS {
			return nil, false, mail.StartTLSUnsupportedError{Policy: r.server.startTLS}
		}
		return newWire(conn, true), false, nil
	}
	if _, err = ask(220, "STARTTLS"); err != nil {
		return nil, false, err
	}
	// What the server, or somebody between, said before the encryption began is not
	// read on: it stays behind with text (RFC 3207, 6).
	w, err = r.secured(ctx, conn, true)
	return w, true, err
}

func (r *relay) secured(ctx context.Context, conn net.Conn, greeted bool) (*wire, error) {
	secure := tls.Client(conn, r.tls)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, err
	}
	return newWire(secure, greeted), nil
}

// saidName is how Halte names itself in EHLO: an address of the internet stands in
// brackets there (RFC 5321, 4.1.3).
func saidName(name string) string {
	switch ip := net.ParseIP(name); {
	case ip == nil:
		return name
	case ip.To4() != nil:
		return "[" + name + "]"
	}
	return "[IPv6:" + name + "]"
}
