package mailer

import (
	"io"
	"net/textproto"
	"testing"
)

func TestAReplyThatNamesAnotherAddressIsAboutThatOne(t *testing.T) {
	t.Parallel()
	l := Letter{From: "bounce+x@mail.deketting.example", To: "jo@example.org"}
	for reply, want := range map[string]bool{
		"5.1.1 <jo@example.org>: Recipient address rejected: User unknown":     false,
		"5.1.1 JO@EXAMPLE.ORG no such user":                                    false,
		"5.1.1 jo@example.org does not exist. Ask postmaster@example.org.":     false,
		"5.7.1 bounce+x@mail.deketting.example may not send to jo@example.org": false,
		"5.1.1 no such user": false,
		"5.1.1 <old@gone.example>: user unknown (in reply to RCPT TO, forwarding)":          true,
		"5.1.1 jo@example.org: recipient verify failed: al@example.net: no such user there": true,
	} {
		if got := elsewhere(&textproto.Error{Code: 550, Msg: reply}, l); got != want {
			t.Errorf("%q names another address: %t, want %t", reply, got, want)
		}
	}
	if elsewhere(io.ErrUnexpectedEOF, l) {
		t.Error("what is no reply names an address")
	}
}
