package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"blitiri.com.ar/go/spf"
	"github.com/emersion/go-msgauth/dmarc"
	"golang.org/x/net/publicsuffix"

	"halte/surveys"
	"halte/surveys/mailer"
	"halte/templates"
)

// resolver is DNS; *net.Resolver in earnest.
type resolver interface {
	LookupTXT(ctx context.Context, name string) ([]string, error)
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupIPAddr(ctx context.Context, host string) ([]net.IPAddr, error)
	LookupAddr(ctx context.Context, address string) ([]string, error)
}

// examineMail looks at the mail servers, and at what DNS says of the domain that
// mail comes from.
func examineMail(w waiting, c config, r *surveys.Revision, dns resolver) []finding {
	inbound := w.one(func(ctx context.Context) finding { return examineInbound(ctx, c.inbound) })
	if c.smtpURL == "" && !c.showsMailbox() {
		return []finding{{"mail", bad, "no mail server is set, and nobody sees what would be sent", "Set HALTE_SMTP_URL to a mail server, or to " + mailboxName + " for the development mailbox."}, inbound}
	}
	if c.smtpURL == "" {
		return []finding{{"mail", fine, "stays in the development mailbox", "Set HALTE_SMTP_URL to send for real."}, inbound}
	}
	views, err := templates.New()
	if err != nil {
		return []finding{{"mail", bad, err.Error(), ""}}
	}
	m, err := mailer.NewSMTP(c.smtpURL, mailer.Options{Templates: views.Mail, Now: time.Now, LocalName: c.host(), Timeout: 10 * time.Second})
	if err != nil {
		return []finding{{"mail", bad, err.Error(), ""}}
	}
	defer m.Close()
	found := examineServers(w, m)
	for _, l := range c.limits {
		found = append(found, finding{"limit", fine, l.String(), ""})
	}
	if r == nil {
		return append(found, inbound)
	}
	sender := r.Definition.Organisation.Sender
	if sender == nil {
		return append(found, inbound, finding{"sender", bad, "the definition names none", "Add organisation.sender with name and address; without it no mail goes out."})
	}
	from, err := surveys.ParseAddress(sender.Address)
	if err != nil {
		return append(found, inbound, finding{"sender", bad, "organisation.sender.address " + err.Error(), "Correct it in the definition."})
	}
	envelope := from.Domain()
	if !c.returnPath.IsZero() {
		envelope = c.returnPath.Domain()
	}
	found = append(found, w.one(func(ctx context.Context) finding { return examineSPF(ctx, dns, envelope, c.host(), m.Servers()) }))
	found = append(found, w.each(func(ctx context.Context) []finding { return examineDKIM(ctx, dns, from.Domain(), c.keys) })...)
	found = append(found, w.one(func(ctx context.Context) finding { return examineDMARC(ctx, dns, from.Domain(), envelope, c.keys) }))
	return append(found, w.one(func(ctx context.Context) finding { return examineReturnPath(ctx, dns, c) }), inbound)
}

func examineServers(w waiting, m *mailer.SMTP) (found []finding) {
	for i, v := range m.Servers() {
		what := fmt.Sprintf("%s, weight %d, %s", v.Name, v.Weight, counted(v.Connections, "connection"))
		if v.Rate > 0 {
			what += ", " + strconv.FormatFloat(v.Rate, 'f', -1, 64) + " a second"
		}
		if v.Login {
			what += ", with a login"
		}
		found = append(found, w.one(func(ctx context.Context) finding {
			if err := m.CheckServer(ctx, i); err != nil {
				return finding{
					"mail server", bad, what + ": does not take us: " + err.Error(),
					"Check HALTE_SMTP_URL: host, port, user, password, and smtps:// for a port that begins with TLS.",
				}
			}
			return finding{"mail server", fine, what + ": takes us", ""}
		}))
	}
	return found
}

// records gives the TXT records of a name that begin with a version.
func records(ctx context.Context, dns resolver, name, version string) (all []string, err error) {
	texts, err := dns.LookupTXT(ctx, name)
	if missing(err) {
		err = nil
	}
	for _, t := range texts {
		if strings.HasPrefix(strings.ToLower(t), version) {
			all = append(all, t)
		}
	}
	return all, err
}

func missing(err error) bool {
	var d *net.DNSError
	return errors.As(err, &d) && d.IsNotFound
}

func unanswered(part, name string, err error) finding {
	return finding{part, look, "DNS did not answer for " + name + ": " + err.Error(), "Ask again in a while, and check the resolver of this machine."}
}

// examineSPF asks whether the domain on the envelope lets our servers send.
func examineSPF(ctx context.Context, dns resolver, domain, helo string, servers []mailer.Server) finding {
	texts, err := records(ctx, dns, domain, "v=spf1")
	switch {
	case err != nil:
		return unanswered("SPF", domain, err)
	case len(texts) == 0:
		return finding{"SPF", bad, domain + " has no SPF record", fmt.Sprintf("Publish a TXT record at %s that names your mail server, such as \"v=spf1 a:%s -all\".", domain, servers[0].Host)}
	case len(texts) > 1:
		return finding{"SPF", bad, fmt.Sprintf("%s has %d SPF records, which count as none", domain, len(texts)), "Join them into one TXT record."}
	}
	var unnamed []string
	for _, v := range servers {
		addresses, err := dns.LookupIPAddr(ctx, v.Host)
		if err != nil {
			unnamed = append(unnamed, v.Host)
			continue
		}
		for _, a := range addresses {
			result, err := spf.CheckHostWithSender(a.IP, helo, "postmaster@"+domain, spf.WithResolver(dns), spf.WithContext(ctx))
			if result == spf.PermError {
				return finding{"SPF", bad, fmt.Sprintf("the record of %s cannot be evaluated: %v", domain, err), "Correct the record; it may cause ten lookups in DNS at most."}
			}
			if result != spf.Pass {
				unnamed = append(unnamed, v.Host)
				break
			}
		}
	}
	if len(unnamed) > 0 {
		return finding{
			"SPF", look, fmt.Sprintf("the record of %s does not name %s", domain, strings.Join(unnamed, ", ")),
			"Many servers send from other addresses than they listen on: see that the record names those, as your provider says (include:…).",
		}
	}
	return finding{"SPF", fine, domain + " lets our mail servers send", ""}
}

// examineDKIM asks whether the keys we sign with are published.
func examineDKIM(ctx context.Context, dns resolver, from string, keys []mailer.Key) (found []finding) {
	covered, old := false, false
	for _, k := range keys {
		if k.Covers(from) {
			covered = true
			old = old || strings.HasPrefix(k.Algorithm(), "RSA")
		}
		found = append(found, examineKey(ctx, dns, k))
	}
	switch {
	case !covered:
		found = append(found, finding{"DKIM", look, "Halte signs no mail from " + from, "See that your mail server signs it, or set HALTE_DKIM. Large providers refuse mail without a signature."})
	case !old:
		found = append(found, finding{"DKIM", look, "mail from " + from + " is signed with Ed25519 alone, which not every receiver can check", "Add an RSA key of 2048 bits to HALTE_DKIM."})
	}
	return found
}

func examineKey(ctx context.Context, dns resolver, k mailer.Key) finding {
	what := k.Name() + " (" + k.Algorithm() + ")"
	publish := fmt.Sprintf("Publish a TXT record at %s: %s", k.Name(), k.Record())
	texts, err := dns.LookupTXT(ctx, k.Name())
	if err != nil && !missing(err) {
		return unanswered("DKIM", k.Name(), err)
	}
	if len(texts) == 0 {
		return finding{"DKIM", bad, what + " is not published", publish}
	}
	for _, t := range texts {
		if k.Matches(t) {
			if k.Weak() {
				return finding{"DKIM", look, what + " is published, and short", "Make a new key of 2048 bits under another selector."}
			}
			return finding{"DKIM", fine, what + " is published and is the one we sign with", ""}
		}
	}
	return finding{"DKIM", bad, what + " is published with another key than the one we sign with", publish}
}

// examineDMARC asks for the policy of the author's domain, and whether one of SPF
// and DKIM speaks for that domain.
func examineDMARC(ctx context.Context, dns resolver, from, envelope string, keys []mailer.Key) finding {
	organisation, err := publicsuffix.EffectiveTLDPlusOne(from)
	if err != nil {
		organisation = from
	}
	names := []string{from}
	if organisation != from {
		names = append(names, organisation)
	}
	lookup := &dmarc.LookupOptions{LookupTXT: func(name string) ([]string, error) { return records(ctx, dns, name, "v=dmarc1") }}
	for _, name := range names {
		record, err := dmarc.LookupWithOptions(name, lookup)
		switch {
		case errors.Is(err, dmarc.ErrNoPolicy):
			continue
		case err != nil && dmarc.IsTempFail(err):
			return unanswered("DMARC", "_dmarc."+name, err)
		case err != nil:
			return finding{"DMARC", bad, fmt.Sprintf("the policy at _dmarc.%s cannot be read: %v", name, err), "Correct the record: " + exampleDMARC}
		}
		theirs, _ := publicsuffix.EffectiveTLDPlusOne(envelope)
		signed := false
		for _, k := range keys {
			signed = signed || k.Covers(from)
		}
		if !signed && theirs != organisation {
			return finding{
				"DMARC", look, fmt.Sprintf("%s has a policy (%s), but neither the return path (%s) nor a DKIM key of ours speaks for it", name, record.Policy, envelope),
				"Set HALTE_DKIM with a key of " + from + ", or let HALTE_RETURN_PATH be below " + organisation + ".",
			}
		}
		return finding{"DMARC", fine, fmt.Sprintf("%s has a policy (%s)", name, record.Policy), ""}
	}
	return finding{"DMARC", bad, from + " has no policy", fmt.Sprintf("Publish a TXT record at _dmarc.%s: %s", organisation, exampleDMARC)}
}

const exampleDMARC = `"v=DMARC1; p=none; rua=mailto:…", with an address of yours for reports`

// examineReturnPath asks whether reports can come back.
func examineReturnPath(ctx context.Context, dns resolver, c config) finding {
	if c.returnPath.IsZero() {
		return finding{"return path", look, "none of its own: reports of mails that came back go to the sender's address", "Set HALTE_RETURN_PATH to a domain whose mail reaches Halte, so that dead addresses are found."}
	}
	domain := c.returnPath.Domain()
	what := "reports go to " + domain
	servers, err := dns.LookupMX(ctx, domain)
	if err != nil && !missing(err) {
		return unanswered("return path", domain, err)
	}
	var hosts []string
	for _, mx := range servers {
		if host := strings.TrimSuffix(mx.Host, "."); host != "" {
			hosts = append(hosts, host)
		}
	}
	if len(hosts) == 0 {
		return finding{
			"return path", bad, what + ", which takes no mail: it has no MX record",
			"Publish an MX record at " + domain + " that leads to the listener of Halte (HALTE_INBOUND_LISTEN), or to a server that passes mail on to POST /v1/inbound/mail.",
		}
	}
	for _, host := range hosts {
		if _, err := dns.LookupIPAddr(ctx, host); err != nil {
			return finding{"return path", bad, what + ", whose mail server " + host + " has no address", "Correct the MX record of " + domain + "."}
		}
	}
	return finding{"return path", fine, what + ", whose mail server is " + strings.Join(hosts, ", "), ""}
}

// examineInbound asks whether the listener for mails that came back answers.
func examineInbound(ctx context.Context, at string) finding {
	if at == "" {
		return finding{"inbound", fine, "mail is taken over HTTP only: POST /v1/inbound/mail", ""}
	}
	what := "mail is taken at " + at + " and over HTTP: POST /v1/inbound/mail"
	greeting, err := greetedBy(ctx, at)
	if err == nil && !strings.HasPrefix(greeting, "220 ") {
		err = fmt.Errorf("it says %q", strings.TrimSpace(greeting))
	}
	if err != nil {
		return finding{
			"inbound", look, what + "; but nobody answers there now: " + err.Error(),
			"Start `halte serve`; while it runs, see that this address is its own, and not another mail server's.",
		}
	}
	return finding{"inbound", fine, what + "; it answers", ""}
}

// greetedBy gives the first line that a mail server on this machine says.
func greetedBy(ctx context.Context, at string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	host, port, err := net.SplitHostPort(at)
	if err != nil {
		return "", err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	conn, err := new(net.Dialer).DialContext(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return "", err
	}
	defer conn.Close()
	end, _ := ctx.Deadline()
	if err := conn.SetDeadline(end); err != nil {
		return "", err
	}
	return bufio.NewReader(io.LimitReader(conn, 512)).ReadString('\n')
}
