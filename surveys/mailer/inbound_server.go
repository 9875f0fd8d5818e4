package mailer

import (
	"context"
	"errors"
	"io"
	"log"
	"log/slog"
	"net"
	"time"

	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"

	"halte/surveys"
)

// The bounds of an inbound server. A server that brings a report needs a fraction of them.
const (
	inboundVisits     = 50 // at once
	inboundOfOne      = 12 // of these from one peer
	inboundRecipients = 10 // of one mail
	inboundSilence    = time.Minute
	inboundVisit      = 5 * time.Minute
	inboundTaking     = 30 * time.Second
)

// InboundServerOptions are what an InboundServer is built from.
type InboundServerOptions struct {
	Name string // this host, as it introduces itself
	// Ours says whether mail to an address is for us; any other is refused.
	Ours func(address string) bool
	// Take acts on a mail to one of our addresses.
	Take func(ctx context.Context, raw []byte, to ...string) (surveys.TakenReport, error)
	Log  *slog.Logger // nil for none
}

// InboundServer is a mail server that takes what comes back to our return paths, and
// nothing else: it relays nothing, and never sends a mail.
type InboundServer struct {
	server  *smtp.Server
	options InboundServerOptions
}

// NewInboundServer builds an InboundServer.
func NewInboundServer(o InboundServerOptions) *InboundServer {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	i := &InboundServer{options: o}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &delivery{server: i}, nil }))
	s.Domain = o.Name
	s.MaxRecipients, s.MaxMessageBytes = inboundRecipients, MaxReport
	s.MaxLineLength = 64 << 10 // not all who report keep to 998
	s.ReadTimeout, s.WriteTimeout = inboundSilence, inboundSilence
	s.EnableSMTPUTF8 = true
	s.ErrorLog = log.New(io.Discard, "", 0) // it would quote addresses
	i.server = s
	return i
}

// Serve takes mails until Shutdown.
func (i *InboundServer) Serve(l net.Listener) error {
	fair := &fairVisits{Listener: netutil.LimitListener(l, inboundVisits), most: inboundOfOne, peers: map[string]int{}}
	return i.server.Serve(shortVisits{fair})
}

// Shutdown stops listening and waits for who is there, until ctx ends.
func (i *InboundServer) Shutdown(ctx context.Context) error {
	err := i.server.Shutdown(ctx)
	if errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return err
}

// delivery is one conversation.
type delivery struct {
	server *InboundServer
	from   string
	to     []string
}

// Mail begins a mail. Anybody may send one: the sender proves nothing.
func (d *delivery) Mail(from string, _ *smtp.MailOptions) error {
	d.from = from
	return nil
}

// Rcpt refuses every recipient that we did not make.
func (d *delivery) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !d.server.options.Ours(to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "There is no such mailbox here"}
	}
	d.to = append(d.to, to)
	return nil
}

// Data takes a mail. It is acknowledged when all that follows from it is stored.
// Its return path is written above it (RFC 5321, 4.4): one that is empty tells a
// report from what people write.
func (d *delivery) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	raw = append([]byte("Return-Path: <"+d.from+">\r\n"), raw...)
	ctx, cancel := context.WithTimeout(context.Background(), inboundTaking)
	defer cancel()
	for _, to := range d.to {
		taken, err := d.server.options.Take(ctx, raw, to)
		switch {
		case surveys.KindOf(err) == surveys.Invalid:
			return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "This is not a mail"}
		case err != nil:
			d.server.options.Log.Error("a mail that came back could not be taken", "error", err)
			return &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "Not now, try again later"}
		}
		d.server.options.Log.Info("a mail came back", "kind", taken.Kind, "invitation", taken.Invitation, "changed", taken.Changed)
	}
	return nil
}

// Reset drops the mail that was begun.
func (d *delivery) Reset() { d.from, d.to = "", nil }

// Logout ends the conversation.
func (d *delivery) Logout() error { return nil }

// shortVisits ends connections that last too long, also while the other side still
// talks: the server's own timeouts start again with every line.
type shortVisits struct{ net.Listener }

// Accept gives the next connection.
func (l shortVisits) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &shortVisit{Conn: c, end: time.AfterFunc(inboundVisit, func() { _ = c.Close() })}, nil
}

type shortVisit struct {
	net.Conn
	end *time.Timer
}

// Close hangs up.
func (v *shortVisit) Close() error {
	v.end.Stop()
	return v.Conn.Close()
}
