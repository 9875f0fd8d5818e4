package mailer

import (
	"errors"
	"net/smtp"
	"slices"
)

// login is PLAIN, or LOGIN where the server offers nothing better. net/smtp's
// own PLAIN looks at the host's name to tell whether it may speak in the clear;
// this one is told.
type login struct {
	user, password string
	safe           bool // the connection is encrypted, or somebody asked for the clear
	notPlain       bool // the server offers PLAIN and does not know it
	asked          int
}

// Start picks the mechanism.
func (l *login) Start(server *smtp.ServerInfo) (mechanism string, first []byte, err error) {
	switch {
	case !l.safe:
		return "", nil, errors.New("it did not encrypt the connection, so the password was not sent")
	case slices.Contains(server.Auth, "PLAIN") && !l.notPlain:
		return "PLAIN", []byte("\x00" + l.user + "\x00" + l.password), nil
	case slices.Contains(server.Auth, "LOGIN"):
		return "LOGIN", nil, nil
	}
	return "", nil, errors.New("it offers neither of the logins PLAIN and LOGIN")
}

// Next answers LOGIN, which asks for the user and then for the password.
// Servers word the questions differently; their order is the same.
func (l *login) Next(_ []byte, more bool) ([]byte, error) {
	if !more {
		return nil, nil
	}
	l.asked++
	switch l.asked {
	case 1:
		return []byte(l.user), nil
	case 2:
		return []byte(l.password), nil
	}
	return nil, errors.New("it asks more than a user and a password")
}
