package mailer

import (
	"errors"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-mail/mail/v2"
)

// server is what an SMTP address says.
type server struct {
	host, port     string
	user, password string
	implicitTLS    bool                // smtps
	startTLS       mail.StartTLSPolicy // smtp
}

// parseURL reads smtp://user:password@host:port?tls=mandatory. Its errors say
// what is wrong and never quote the address, which holds a password.
func parseURL(s string) (server, error) {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return server{}, errors.New("is not an address such as smtp://user:password@mail.example.org:587")
	}
	if strings.Trim(u.Path, "/") != "" || u.Fragment != "" {
		return server{}, errors.New("has something behind the host that does not belong there")
	}
	v := server{host: u.Hostname(), port: u.Port(), user: u.User.Username()}
	v.password, _ = u.User.Password()
	if (v.user == "") != (v.password == "") {
		return server{}, errors.New("needs both a user and a password, or neither")
	}
	if !isLine(v.user) || !isLine(v.password) {
		return server{}, errors.New("has a user or a password with control characters")
	}
	query := u.Query()
	choice := query.Get("tls")
	query.Del("tls")
	if len(query) > 0 {
		return server{}, errors.New("knows no parameter but tls")
	}
	switch u.Scheme {
	case "smtps":
		v.implicitTLS = true
		if choice != "" && choice != "mandatory" {
			return server{}, errors.New("is smtps, which is always encrypted: leave tls out or use smtp")
		}
	case "smtp":
		if v.startTLS, err = policy(choice, v); err != nil {
			return server{}, err
		}
	default:
		return server{}, errors.New("begins with neither smtp:// nor smtps://")
	}
	if v.port == "" {
		v.port = defaultPort(v)
	}
	if n, err := strconv.Atoi(v.port); err != nil || n < 1 || n > 65535 {
		return server{}, errors.New("has a port that does not exist")
	}
	return v, nil
}

// policy is how much encryption smtp:// asks for. Passwords and mail that
// leaves the machine are encrypted unless somebody says otherwise.
func policy(choice string, v server) (mail.StartTLSPolicy, error) {
	switch choice {
	case "":
		if v.user == "" && isLoopback(v.host) {
			return mail.NoStartTLS, nil
		}
		return mail.MandatoryStartTLS, nil
	case "mandatory":
		return mail.MandatoryStartTLS, nil
	case "opportunistic":
		return mail.OpportunisticStartTLS, nil
	case "none":
		return mail.NoStartTLS, nil
	}
	return 0, errors.New("has a tls that is none of none, opportunistic and mandatory")
}

// defaultPort follows habit: submission with a login, a relay without.
func defaultPort(v server) string {
	switch {
	case v.implicitTLS:
		return "465"
	case v.user != "":
		return "587"
	}
	return "25"
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
