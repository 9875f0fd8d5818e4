package insight

import (
	"strconv"
	"strings"
	"time"

	"halte/surveys"
	"halte/surveys/definition"
)

// Tell says in plain words what happened, in English or (nl) Dutch, with times in
// the organisation's zone. In Dutch a reason that was written down in English is
// left to be shown beside: it is Happening.Why.
func Tell(p *definition.Plan, h TimelineEntry, lang string) string {
	w, ok := Tellings[lang]
	if !ok {
		lang, w = "en", Tellings["en"]
	}
	about := definition.TouchpointName(p, h.Touchpoint, lang)
	why := ""
	if reason := h.Why(); reason != "" && lang == "en" {
		why = ": " + reason
	}
	if h.Status == surveys.StatusBounced { // the phrase says so itself
		why = strings.TrimPrefix(why, ": "+surveys.MailCameBack)
	}
	say := func(phrase string, pairs ...string) string {
		pairs = append(pairs, "{about}", about, "{why}", why, "{mail}", w.mails[min(max(h.Wave, 0), 2)])
		return strings.NewReplacer(pairs...).Replace(phrase)
	}
	switch h.Kind {
	case HappenedEvent:
		switch {
		case h.Imported:
			return say(w.history, "{name}", h.Name)
		case h.HeardAt.Sub(h.At) >= time.Hour:
			return say(w.late, "{name}", h.Name, "{date}", FormatMoment(p, h.HeardAt, w))
		}
		return say(w.event, "{name}", h.Name)
	case HappenedDecision:
		if h.Outcome == surveys.Scheduled {
			return say(w.scheduled, "{date}", FormatMoment(p, h.DueAt, w))
		}
		if lang != "en" {
			why = ": " + w.reasons[string(h.Outcome)]
		}
		return say(w.notAsked)
	case HappenedStop:
		phrase := w.stops[h.Reason]
		if phrase == "" {
			phrase = w.stopped
		}
		if h.Touchpoint == "" {
			about = w.everything
		}
		return say(phrase)
	case HappenedInvitation:
		if lang != "en" && w.reasons[string(h.Status)] != "" {
			why = ": " + w.reasons[string(h.Status)]
		}
		return say(w.stands(h))
	case HappenedOpening:
		if h.Rating == nil {
			return say(w.opened)
		}
		return say(w.clicked, "{rating}", strconv.Itoa(*h.Rating))
	case HappenedAnswer:
		phrase, rating := w.answered, ""
		if h.Revision > 1 {
			phrase = w.changed
		}
		if h.Rating != nil {
			rating = w.rating + strconv.Itoa(*h.Rating)
		}
		if h.Imported {
			phrase += w.imported
		}
		return say(phrase, "{rating}", rating)
	}
	return string(h.Kind)
}

// Why is the reason that was written down when it happened, in English; empty when
// there is none.
func (h TimelineEntry) Why() string {
	if h.Kind != HappenedDecision {
		return h.Reason
	}
	for _, c := range h.Checks {
		if !c.Passed {
			return surveys.IfElse(c.Detail == "", Tellings["en"].reasons[string(h.Outcome)], c.Detail)
		}
	}
	return ""
}

// TellDecision says in plain English what was decided and why.
func TellDecision(d surveys.Decision, p *definition.Plan) string {
	return Tell(p, TimelineEntry{
		Kind: HappenedDecision, Touchpoint: d.Touchpoint, Outcome: d.Outcome, Checks: d.Checks, DueAt: d.DueAt,
	}, "en")
}

// FormatMoment writes a time in the organisation's zone.
func FormatMoment(p *definition.Plan, t time.Time, w telling) string {
	at := t.In(p.Zone)
	return strconv.Itoa(at.Day()) + " " + w.months[at.Month()-1] + " " + at.Format("2006, 15:04")
}

// stands gives the phrase for where an invitation came to stand.
func (w telling) stands(h TimelineEntry) string {
	reminder := h.Wave > 0
	switch h.Status {
	case StatusClaimed:
		return w.claimed
	case surveys.StatusScheduled:
		return w.again
	case surveys.StatusSending:
		return surveys.IfElse(reminder, w.reminding, w.sending)
	case surveys.StatusSent:
		if h.Reason == surveys.ArrivedAfterAll {
			return w.arrived
		}
		if h.Reason != "" {
			return w.notReminded
		}
		return surveys.IfElse(reminder, w.reminded, w.sent)
	case surveys.StatusUnknown:
		return w.unknown
	case surveys.StatusFailed:
		return w.failed
	case surveys.StatusBounced:
		return w.bounced
	case surveys.StatusCancelled:
		return surveys.IfElse(reminder, w.notReminded, w.cancelled)
	}
	return surveys.IfElse(reminder, w.notReminded, w.after)
}

// telling is the phrases of a timeline in one language.
type telling struct {
	mails                                      [3]string
	months                                     [12]string
	event, late, history                       string // {name}, {date}
	scheduled, notAsked                        string // {about}, {date}, {why}
	stops                                      map[string]string
	stopped, everything                        string
	claimed, again, sending, reminding         string
	sent, reminded, notReminded, arrived       string // {mail}
	unknown, failed, bounced, cancelled, after string
	opened, clicked, answered, changed, rating string // {rating}
	imported                                   string
	reasons                                    map[string]string // by outcome and by status
}

// Tellings are the phrases of a timeline by language.
var Tellings = map[string]telling{
	"en": {
		mails:  [3]string{"first", "second", "third"},
		months: [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
		event:  "“{name}” happened.", late: "“{name}” happened; Halte was told on {date}.", history: "“{name}” happened. It was brought along as history.",
		scheduled: "To be asked about {about} on {date}.", notAsked: "Not asked about {about}{why}.",
		stops: map[string]string{
			"unsubscribed": "Unsubscribed: no more questions about {about}.", "hard_bounce": "The address takes no mail: no more questions about {about}.",
			"soft_bounces": "Mail after mail came back: no more questions about {about}.",
			"complaint":    "Called a mail spam: no more questions about {about}.", "manual": "Taken off by the team: no more questions about {about}.",
		},
		stopped: "No more questions about {about}{why}.", everything: "anything",
		claimed: "It is the turn of the mail about {about}.", again: "The mail about {about} is to be sent later{why}.",
		sending: "The mail about {about} is handed to the mail server.", reminding: "A reminder about {about} is handed to the mail server.",
		sent: "Asked about {about}: the mail server took the mail.", reminded: "Reminded about {about}, with a {mail} mail.", notReminded: "A reminder about {about} did not go out{why}.",
		arrived: "The mail about {about} arrived after all: it was answered.",
		unknown: "Nobody knows whether the mail about {about} arrived{why}.", failed: "The mail about {about} could not be sent{why}.",
		bounced: "The mail about {about} came back{why}.", cancelled: "The question about {about} was called off{why}.", after: "After all not asked about {about}{why}.",
		opened: "The page about {about} was opened.", clicked: "The {rating} in the mail about {about} was clicked. It counts once the answer is sent.",
		answered: "Answered about {about}{rating}.", changed: "Changed the answer about {about}{rating}.", rating: ": ", imported: " It was brought along as history.",
		reasons: map[string]string{"imported": "this is history, and nobody is mailed for history"},
	},
	"nl": {
		mails:  [3]string{"eerste", "tweede", "derde"},
		months: [12]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"},
		event:  "“{name}” gebeurde.", late: "“{name}” gebeurde; Halte hoorde het op {date}.", history: "“{name}” gebeurde. Het is als geschiedenis ingelezen.",
		scheduled: "Wordt op {date} gevraagd naar {about}.", notAsked: "Niet gevraagd naar {about}{why}.",
		stops: map[string]string{
			"unsubscribed": "Afgemeld: geen vragen meer over {about}.", "hard_bounce": "Het adres neemt geen mail aan: geen vragen meer over {about}.",
			"soft_bounces": "Mail na mail kwam terug: geen vragen meer over {about}.",
			"complaint":    "Noemde een mail spam: geen vragen meer over {about}.", "manual": "Door het team afgemeld: geen vragen meer over {about}.",
		},
		stopped: "Geen vragen meer over {about}.", everything: "wat dan ook",
		claimed: "De mail over {about} is aan de beurt.", again: "De mail over {about} gaat later uit.",
		sending: "De mail over {about} wordt aan de mailserver gegeven.", reminding: "Een herinnering over {about} wordt aan de mailserver gegeven.",
		sent: "Gevraagd naar {about}: de mailserver nam de mail aan.", reminded: "Herinnerd aan de vraag over {about}, met een {mail} mail.", notReminded: "Een herinnering over {about} ging niet uit.",
		arrived: "De mail over {about} is toch aangekomen: er is op geantwoord.",
		unknown: "Niemand weet of de mail over {about} is aangekomen.", failed: "De mail over {about} kon niet worden verstuurd.",
		bounced: "De mail over {about} kwam terug.", cancelled: "De vraag over {about} is afgeblazen.", after: "Toch niet gevraagd naar {about}{why}.",
		opened: "De pagina over {about} is geopend.", clicked: "De {rating} in de mail over {about} is aangeklikt. Dat telt pas als het antwoord verstuurd is.",
		answered: "Antwoordde over {about}{rating}.", changed: "Wijzigde het antwoord over {about}{rating}.", rating: ": ", imported: " Het is als geschiedenis ingelezen.",
		reasons: map[string]string{
			"imported": "dit is geschiedenis, en daarover wordt niemand gemaild", "unmatched": "de voorwaarde klopt niet", "unreachable": "er is geen mailadres",
			"suppressed": "afgemeld, of eerdere mail kwam terug", "expired": "het kon niet op tijd", "sampled_out": "valt niet in de steekproef",
			"quarantined": "kort geleden al iets gevraagd", "outweighed": "een andere vraag ging voor",
		},
	},
}
