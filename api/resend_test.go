package api_test

import (
	"net/http"
	"strings"
	"testing"

	"halte/surveys"
	"halte/surveys/respond"
)

// deliver hands out what is due.
func (w *world) deliver() {
	w.Helper()
	leases, err := w.halte.LeaseDue(w.Context(), 10, 10)
	w.must(err)
	for _, c := range leases {
		w.must(w.halte.Deliver(w.Context(), c))
	}
}

// unknown sends an event whose mail may or may not arrive, and gives the id of the
// invitation.
func (w *world) unknown(id string) string {
	w.Helper()
	w.outbox.Fail(&surveys.SendError{Outcome: surveys.SendUnknown, Reply: "no reply"})
	w.post("/v1/events", delivered(id))
	w.deliver()
	w.outbox.Fail(nil)
	all, err := w.halte.Read(w.Context()).InvitationsOfEvent(id)
	w.must(err)
	return all[0].ID
}

func TestWhatIsUnknownIsSentAgainOverTheAPI(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first := w.unknown("a")
	w.unknown("b")
	if g := w.post("/v1/invitations/"+first+"/resend", ""); g.status != http.StatusOK || g.json(t)["status"] != "accepted" {
		t.Errorf("one was answered %d: %s", g.status, g.body)
	}
	w.unchanged(func() {
		if g := w.post("/v1/invitations/"+first+"/resend", ""); g.status != http.StatusOK || g.json(t)["status"] != "waiting" {
			t.Errorf("the same once more was answered %d: %s", g.status, g.body)
		}
	})
	if g := w.post("/v1/invitations/resend", `{"status":"unknown","touchpoint":"delivery"}`); g.status != http.StatusOK || !strings.Contains(g.body, `"accepted":1,"waiting":1,"refused":0,"refusals":[]`) {
		t.Errorf("all were answered %d: %s", g.status, g.body)
	}
	w.deliver()
	if n := len(w.outbox.Mails()); n != 2 {
		t.Errorf("%d mails went out", n)
	}
	if g := w.get("/v1/invitations/" + first); g.json(t)["status"] != "sent" || g.json(t)["resends"] != 1.0 {
		t.Errorf("afterwards it is %s", g.body)
	}
	if g := w.post("/v1/invitations/"+first+"/resend", ""); g.status != http.StatusConflict || !strings.Contains(g.body, "This invitation is not sent again: it is sent: only what is unknown is sent again.") {
		t.Errorf("what was sent was answered %d: %s", g.status, g.body)
	}
	if g := w.post("/v1/invitations/nothing/resend", ""); g.status != http.StatusNotFound {
		t.Errorf("what is not there was answered %d: %s", g.status, g.body)
	}
	for _, body := range []string{"", "{}", `{"status":"sent"}`} {
		if g := w.post("/v1/invitations/resend", body); g.status != http.StatusUnprocessableEntity && g.status != http.StatusBadRequest {
			t.Errorf("%q was answered %d: %s", body, g.status, g.body)
		}
	}
	read := "Authorization: Bearer " + w.newKey(surveys.ScopeRead)
	if g := w.post("/v1/invitations/resend", `{"status":"unknown"}`, read); g.status != http.StatusForbidden {
		t.Errorf("a key that may only read was answered %d", g.status)
	}
}

func TestDecisionsTellOfEveryReminder(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), strings.Replace(definition, "expires: 21d", "expires: 21d, reminders: [{after: 4d}]", 1))
	answer, _ := w.invited("a")
	w.invited("b")
	_, err := w.halte.Answer(t.Context(), answer, respond.Submission{Rating: new(9)})
	w.must(err)
	w.clock.Pass(4 * surveys.Day)
	w.deliver()
	for id, want := range map[string]string{
		"a": `"reminders":[{"wave":1,"outcome":"cancelled","reason":"answered by mail on 2026-11-20 12:00 UTC","checks":[{"rule":"definition","passed":true},`,
		"b": `"reminders":[{"wave":1,"outcome":"sent","checks":[{"rule":"definition","passed":true},`,
	} {
		if g := w.get("/v1/events/" + id + "/decisions"); !strings.Contains(g.body, want) {
			t.Errorf("of %s it is told %s", id, g.body)
		}
	}
}

func TestHowManyGaveWayStandsBesideTheScoreAndOnThePage(t *testing.T) {
	t.Parallel()
	w := open(t, sqlite(t), strings.Replace(definition, "quarantine: 0d", "quarantine: 14d", 1)+
		"  - {key: thanks, survey: service-csat, on: order.delivered, delay: 3h}\n")
	w.invited("a")
	w.invited("b")
	if g := w.get("/v1/touchpoints/service/score?survey=service-csat"); g.json(t)["outweighed"] != 2.0 {
		t.Errorf("the score says %s", g.body)
	}
	if g := w.get("/v1/invitations?status=outweighed"); strings.Count(g.body, `, due at 2026-11-20 12:00 UTC: only one of the two may go out, and it was due first"`) != 2 || strings.Count(g.body, `"reason":"outweighed by Delivery `) != 2 {
		t.Errorf("the invitations say %s", g.body)
	}
	if g := w.get("/touchpoints/service?survey=service-csat", "Accept-Language: en"); !strings.Contains(g.body, "2 invitations gave way to another one") {
		t.Errorf("the page says nothing of it: %d", g.status)
	}
}
