package templates

import (
	"bytes"
	"testing"
)

func TestEveryPageRendersWithNothingInIt(t *testing.T) {
	t.Parallel()
	pages := Must()
	var b bytes.Buffer
	for name, err := range map[string]error{
		"journey":          pages.Journey(&b, JourneyPage{}),
		"touchpoint":       pages.Touchpoint(&b, TouchpointPage{}),
		"mailbox":          pages.Mailbox(&b, MailboxPage{}),
		"survey":           pages.Survey(&b, SurveyPage{}),
		"thanks":           pages.Thanks(&b, ThanksPage{}),
		"closed":           pages.Closed(&b, ClosedPage{}),
		"unknown":          pages.Unknown(&b, UnknownPage{}),
		"unsubscribe":      pages.Unsubscribe(&b, UnsubscribePage{}),
		"error":            pages.Error(&b, ErrorPage{}),
		"invitation, html": pages.InvitationHTML(&b, InvitationMail{}),
		"invitation, text": pages.InvitationText(&b, InvitationMail{}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
