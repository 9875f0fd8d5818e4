package mailer

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
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
	weight         int                 // its share of the mails, beside the other servers' weights
	rate           float64             // mails a second at most; 0 for as many as it takes
	connections    int                 // open at most; 0 for the default
}

// name tells servers apart, in logs and metrics.
func (v server) name() string { return net.JoinHostPort(v.host, v.port) }

// The most that may be asked for.
const (
	mostWeight      = 1000
	mostConnections = 200
	mostRate        = 10_000
)

// parseServers reads addresses that stand on lines, or between spaces or commas.
// Its error names everything that is wrong, without quoting an address: it may
// hold a password.
func parseServers(text string) ([]server, error) {
	var all []server
	var problems []error
	seen := map[string]bool{}
	addresses := splitAddresses(text)
	for i, address := range addresses {
		v, err := parseURL(address)
		if err == nil && seen[v.name()] {
			err = errors.New("has the host and port of one before it: give it once, with a larger weight")
		}
		if err == nil {
			seen[v.name()] = true
			all = append(all, v)
			continue
		}
		if len(addresses) > 1 {
			err = fmt.Errorf("address %d %w", i+1, err)
		}
		problems = append(problems, err)
	}
	if len(addresses) == 0 {
		problems = append(problems, errNoAddress)
	}
	return all, errors.Join(problems...)
}

// CheckAddress says what is wrong with a value that NewSMTP is to be given; its
// words read on from the name of the setting.
func CheckAddress(text string) error {
	_, err := parseServers(text)
	return err
}

var errNoAddress = errors.New("is not an address such as smtp://user:password@mail.example.org:587")

// splitAddresses parts at white space, and at the commas before a scheme: a
// password may hold others.
func splitAddresses(text string) []string {
	for _, scheme := range []string{"smtp://", "smtps://"} {
		text = strings.ReplaceAll(text, ","+scheme, " "+scheme)
	}
	words := strings.Fields(text)
	for i := range words {
		words[i] = strings.TrimSuffix(words[i], ",")
	}
	return slices.DeleteFunc(words, func(w string) bool { return w == "" })
}

// parseURL reads smtp://user:password@host:port?tls=mandatory. Its errors say
// what is wrong and never quote the address, which holds a password.
func parseURL(s string) (server, error) {
	u, err := url.Parse(s)
	if err != nil || u.Hostname() == "" || u.Opaque != "" {
		return server{}, errNoAddress
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
	if err := v.tune(query); err != nil {
		return server{}, err
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

// tune reads how much of the work the server gets, and how fast.
func (v *server) tune(query url.Values) (err error) {
	v.weight = 1
	for name, values := range query {
		switch value := values[len(values)-1]; name {
		case "weight":
			v.weight, err = parseCount(value, mostWeight)
		case "rate":
			v.rate, err = parseRate(value)
		case "connections":
			v.connections, err = parseCount(value, mostConnections)
		default:
			return errors.New("knows no parameters but tls, weight, rate and connections")
		}
		if err != nil {
			return fmt.Errorf("has a %s that %w", name, err)
		}
	}
	return nil
}

func parseCount(s string, most int) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("is no whole number from 1 to %d", most)
	}
	return n, nil
}

func parseRate(s string) (float64, error) {
	r, err := strconv.ParseFloat(s, 64)
	if err != nil || !(r >= 0.01 && r <= mostRate) {
		return 0, fmt.Errorf("is no number of mails a second from 0.01 to %d", mostRate)
	}
	return r, nil
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
