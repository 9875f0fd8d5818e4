package blame_test

import (
	"strings"
	"testing"

	"halte/surveys/blame"
)

func TestOfAReplyOnlyTheReasonIsKept(t *testing.T) {
	t.Parallel()
	for _, known := range []struct{ words, want string }{
		{"Mailbox of Jo Smith, High Street 5, is full", "mailbox … is full"},
		{"<jo@example.org>: Recipient address rejected: User unknown", "recipient address rejected user unknown"},
		{"rejected by mx.user-unknown.example.org, see http://x.example.org/full", "rejected by"},
		{"Der Benutzer Müller ist unbekannt", "benutzer … unbekannt"},
		{"This user doesn’t have an account here", "user doesn’t have … account"},
		{"Dear Jo, thank you", ""},
		{"", ""},
		{strings.Repeat("user unknown ", 100), strings.TrimSpace(strings.Repeat("user unknown ", 8))},
	} {
		if got := blame.Words(known.words); got != known.want {
			t.Errorf("%q: %q, want %q", known.words, got, known.want)
		}
	}
}
