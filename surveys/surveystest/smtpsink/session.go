package smtpsink

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// session is one conversation: it starts again after STARTTLS.
type session struct {
	sink  *Sink
	visit *visit
	tls   bool
	user  string
	begun bool // MAIL was accepted
	mail  Mail
}

func (s *Sink) session(c *smtp.Conn) (smtp.Session, error) {
	_, encrypted := c.TLSConnectionState()
	v, _ := beneath(c.Conn()).(*visit)
	return &session{sink: s, visit: v, tls: encrypted}, nil
}

// beneath gives the plain connection under TLS.
func beneath(c net.Conn) net.Conn {
	if t, ok := c.(*tls.Conn); ok {
		return t.NetConn()
	}
	return c
}

func reply(code int, text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: text}
}

// refuse is a reply that was asked for in the options.
func (s *session) refuse(code int, text string) *smtp.SMTPError {
	e := reply(code, text)
	e.EnhancedCode[1], e.EnhancedCode[2] = s.sink.options.Detail[0], s.sink.options.Detail[1]
	return e
}

// Mail begins a mail.
func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	o := s.sink.options
	switch {
	case s.begun:
		return reply(503, "Error: nested MAIL command")
	case o.STARTTLS && !s.tls:
		return reply(530, "Must issue a STARTTLS command first")
	case o.User != "" && s.user == "":
		return reply(530, "Authentication required")
	case o.MailCode != 0:
		return s.refuse(o.MailCode, "<"+from+">: Sender address rejected")
	}
	s.begun = true
	s.mail = Mail{From: from, Connection: s.visit.number, TLS: s.tls, User: s.user}
	return nil
}

// Rcpt adds a recipient.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if code := s.sink.options.Refuse[to]; code != 0 {
		return s.refuse(code, "<"+to+">: Recipient address rejected")
	}
	s.mail.To = append(s.mail.To, to)
	return nil
}

// Data takes the mail.
func (s *session) Data(r io.Reader) error {
	fault := s.sink.fault()
	if fault == CloseInData {
		_, _ = io.CopyN(io.Discard, r, 10)
		s.sink.drop(s.mail)
		_ = s.visit.Close()
		return errors.New("hung up")
	}
	var data bytes.Buffer
	if s.sink.options.CountOnly {
		if _, err := io.Copy(io.Discard, r); err != nil {
			return err
		}
	} else if _, err := data.ReadFrom(r); err != nil {
		return err
	}
	if code := s.sink.options.FinalCode; code != 0 {
		return s.refuse(code, "Message to <"+s.mail.To[0]+"> rejected")
	}
	s.mail.Data = data.Bytes()
	if head, _, _ := bytes.Cut(s.mail.Data, []byte("\r\n\r\n")); s.sink.options.HeadOnly {
		s.mail.Data = bytes.Clone(head)
	}
	s.mail.Unreplied = fault == CloseAtDot || fault == SilentAtDot || fault == GarbageAtDot
	s.sink.keep(s.mail)
	switch fault {
	case CloseAtDot:
		_ = s.visit.Close()
	case SilentAtDot:
		_, _ = io.Copy(io.Discard, s.visit) // until either side hangs up
	case GarbageAtDot:
		_, _ = io.WriteString(s.visit, "so long, and thanks\r\n")
	}
	return nil
}

// Reset drops the mail that was begun.
func (s *session) Reset() { s.begun, s.mail = false, Mail{} }

// Logout ends the conversation.
func (s *session) Logout() error { return nil }

// AuthMechanisms are the ways to log in.
func (s *session) AuthMechanisms() []string {
	switch o := s.sink.options; {
	case o.User == "" || o.STARTTLS && !s.tls:
		return nil
	case o.Mechanism == "":
		return []string{sasl.Plain}
	default:
		return []string{o.Mechanism}
	}
}

// Auth begins a login.
func (s *session) Auth(string) (sasl.Server, error) {
	if s.sink.options.Mechanism == sasl.Login {
		return &loginServer{check: s.login}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return s.login(user, password) }), nil
}

func (s *session) login(user, password string) error {
	if o := s.sink.options; user != o.User || password != o.Password {
		return reply(535, "Authentication credentials invalid")
	}
	s.user = user
	return nil
}

// loginServer is the server's side of LOGIN, which go-sasl no longer has.
type loginServer struct {
	check func(user, password string) error
	asked int
	user  string
}

// Next answers the client's last word.
func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	l.asked++
	switch l.asked {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}
