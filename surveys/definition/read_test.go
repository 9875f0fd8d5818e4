package definition

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"halte/surveys"
)

// shop is a definition that uses every key there is.
const shop = `organisation:
  name: De Ketting
  timezone: Europe/Amsterdam
  languages: [nl, en]
  quarantine: 14d
  sender: {name: De Ketting, address: klant@deketting.example, reply_to: service@deketting.example}
  postal_address: Kade 1, Utrecht
  privacy_url: https://deketting.example/privacy
  brand: {logo: "https://deketting.example/logo.png", colour: "#0b5d3b"}
segments:
  persona: contact.properties.persona
  country: contact.properties.country
journeys:
  - key: bike-order
    name: {nl: Een fiets bestellen, en: Ordering a bike}
    stages:
      - key: action
        name: {nl: Aankoop, en: Purchase}
        touchpoints:
          - key: delivery
            name: {nl: Bezorging, en: Delivery}
            channel: post
            owner: logistics
            moment_of_truth: true
            target: {nps: 40}
            pain: Parcels wait a day in the depot.
          - {key: returns, name: {nl: Retour}, channel: post}
surveys:
  - key: delivery-nps
    touchpoint: delivery
    metric: nps
    scale: 0-10
    question: {nl: "Beveelt u ons aan?", en: "Would you recommend us?"}
    follow_ups:
      - {key: why, type: comment, show_if: rating <= 6, question: {nl: "Wat ging er mis?"}}
      - key: speed
        type: single
        question: {nl: "Hoe snel was het?"}
        options:
          - {key: slow, text: {nl: Traag}}
          - {key: fast, text: {nl: Snel}}
  - key: returns-csat
    touchpoint: returns
    metric: csat
    question: {nl: "Bent u tevreden?"}
triggers:
  - key: after-delivery
    survey: delivery-nps
    on: order.delivered
    when: event.properties.value >= 20
    cancel_on: [order.returned, order.refunded]
    correlate: event.properties.order_id
    window: {days: [mon, tue], from: "09:00", to: "20:00"}
    sample: 0.5
    quarantine: 30d
    delay: 24h
    reminders: [{after: 4d}]
    expires: 21d
`

// In each row the first old of the shop becomes new; § marks the line that must
// be named.
var refusedShops = []struct{ what, old, new, field, reason string }{
	// As a text.
	{"an unknown key", "owner: logistics", "§ownr: logistics", "journeys[0].stages[0].touchpoints[0].ownr", "did you mean `owner`?"},
	{"an unknown key in a survey", "    question: {nl: \"Bev", "    §quesiton: {nl: \"Bev", "surveys[0].quesiton", "did you mean `question`?"},
	{"an unknown key unlike any", "owner: logistics", "§zzz: logistics", "journeys[0].stages[0].touchpoints[0].zzz", "unknown key `zzz`; known here: channel, key"},
	{"an unknown key at the top", "segments:", "§segmants:", "segmants", "did you mean `segments`?"},
	{"a misspelt list", "triggers:", "§trigers:", "trigers", "did you mean `triggers`?"},
	{"a key twice", "    scale: 0-10\n", "    scale: 0-10\n    §scale: 0-10\n", "surveys[0].scale", "stands twice, first on line 32"},
	{"a language twice", "{nl: Retour}", "{nl: Retour, §nl: Retour}", "journeys[0].stages[0].touchpoints[1].name.nl", "stands twice"},
	{"a merge key", "owner: logistics", "§<<: {owner: logistics}", "journeys[0].stages[0].touchpoints[0]", "merge keys"},
	{"a list as a key", "owner: logistics", "§? [owner]\n            : logistics", "journeys[0].stages[0].touchpoints[0]", "single word"},
	{"a number for a text", "owner: logistics", "§owner: 12", "journeys[0].stages[0].touchpoints[0].owner", "must be text, not a number; put it in quotes"},
	{"a list for a text", "owner: logistics", "§owner: [logistics]", "journeys[0].stages[0].touchpoints[0].owner", "must be text, not a list"},
	{"a tag", "owner: logistics", "§owner: !!binary bG9n", "journeys[0].stages[0].touchpoints[0].owner", "must be text, not a value with a tag"},
	{"a text for a number", "sample: 0.5", "§sample: half", "triggers[0].sample", "must be a number, not text"},
	{"no number", "sample: 0.5", "§sample: .nan", "triggers[0].sample", "is not a number"},
	{"a word for a truth", "moment_of_truth: true", "§moment_of_truth: yes", "journeys[0].stages[0].touchpoints[0].moment_of_truth", "must be true or false, not text"},
	{"a text for a list", "cancel_on: [order.returned, order.refunded]", "§cancel_on: order.returned", "triggers[0].cancel_on", "must be a list, not text"},
	{"words without a language", "name: {nl: Retour}", "§name: Retour", "journeys[0].stages[0].touchpoints[1].name", "must be words by language"},
	{"a list for a window", `window: {days: [mon, tue], from: "09:00", to: "20:00"}`, "§window: [mon]", "triggers[0].window", "must be keys and values, not a list"},
	{"no span", "delay: 24h", "§delay: tomorrow", "triggers[0].delay", "is not a length of time such as 30d"},
	{"a bare number as a span", "delay: 24h", "§delay: 24", "triggers[0].delay", `"24" is not a length of time`},
	{"a negative span", "delay: 24h", "§delay: -1h", "triggers[0].delay", "is not a length of time"},
	{"a tab", "  name: De Ketting", "§\tname: De Ketting", "", "indent with spaces"},
	{"a colon", "owner: logistics", "§owner: logistics: all", "", "must be in quotes"},
	{"an open bracket", "cancel_on: [order.returned, order.refunded]", "§cancel_on: [order.returned, order.refunded", "", "did not find expected ',' or ']'"},
	{"a question mark", `{nl: "Bent u tevreden?"}`, "§{nl: Bent u tevreden?}", "", "question mark must be in quotes"},
	{"an unknown alias", "owner: logistics", "owner: *logistics", "", "unknown anchor"},
	{"a second document", "triggers:", "triggers: []\n§---\nmore:", "", "a second document begins here"},

	// The organisation.
	{"no name", "  name: De Ketting\n", "", "organisation.name", "is missing"},
	{"no time zone", "Europe/Amsterdam", "Europe/Utrecht", "organisation.timezone", `"Europe/Utrecht" is not a time zone`},
	{"a local time zone", "timezone: Europe/Amsterdam", "§timezone: Local", "organisation.timezone", "is not a time zone"},
	{"no languages", "languages: [nl, en]", "§languages: []", "organisation.languages", "needs at least one"},
	{"a language that is none", "languages: [nl, en]", "§languages: [nl, en, xx]", "organisation.languages[2]", "unknown language `xx`"},
	{"a language without texts", "languages: [nl, en]", "§languages: [nl, en, pl]", "organisation.languages[2]", "there are no texts in `pl` for mails and pages; there are de, en, es, fr, nl, and their variants such as en-GB"},
	{"braces for a name", "{nl: Een fiets bestellen,", "§{nl: \"Dag {{contact.name}}\",", "journeys[0].name.nl", "holds {{, }} or ${, and nothing is put in their place: a text is mailed as it stands"},
	{"braces apart", "{nl: Een fiets bestellen,", "§{nl: \"Dag { {contact.name} }\",", "journeys[0].name.nl", "and nothing is put in their place"},
	{"braces behind", "{nl: Een fiets bestellen,", "§{nl: \"Dag name}\\u00a0}\",", "journeys[0].name.nl", "and nothing is put in their place"},
	{"wide braces", "{nl: Een fiets bestellen,", "§{nl: \"Dag ｛｛contact.name\",", "journeys[0].name.nl", "and nothing is put in their place"},
	{"braces behind a dollar", "{nl: Een fiets bestellen,", "§{nl: \"Dag ${contact.name}\",", "journeys[0].name.nl", "and nothing is put in their place"},
	{"a language in capitals", "languages: [nl, en]", "§languages: [NL, en]", "organisation.languages[0]", "write `NL` as `nl`"},
	{"a language of a text in capitals", "{nl: Een fiets bestellen,", "§{NL: Een fiets, nl: Een fiets bestellen,", "journeys[0].name.NL", "write `NL` as `nl`"},
	{"a sender in an encoded word", "sender: {name: De Ketting", "§sender: {name: \"=?utf-8?q?De=20Ketting?=\"", "organisation.sender.name", "holds an encoded word (=?utf-8?q?De=20Ketting?=): write its letters themselves"},
	{"a language spelt otherwise", "languages: [nl, en]", "§languages: [nl, en, pt-br]", "organisation.languages[2]", "write `pt-br` as `pt-BR`"},
	{"a language again", "languages: [nl, en]", "§languages: [nl, en, nl]", "organisation.languages[2]", "twice"},
	{"an address that is none", "address: klant@deketting.example", "§address: klant", "organisation.sender.address", "is not a mail address"},
	{"an address to reply to that is none", "reply_to: service@deketting.example", "§reply_to: Jo <jo@example.org>", "organisation.sender.reply_to", "is not a mail address"},
	{"no web address", "privacy_url: https:", "§privacy_url: ftp:", "organisation.privacy_url", "is not a web address"},
	{"a script for a logo", `logo: "https://deketting.example/logo.png"`, `§logo: "javascript:alert(1)"`, "organisation.brand.logo", "is not a web address"},
	{"a colour by name", `colour: "#0b5d3b"`, "§colour: green", "organisation.brand.colour", "is not a colour"},
	{"a name of two lines", "name: De Ketting", "§name: \"De\\nKetting\"", "organisation.name", "one line"},
	{"a name that does not print", "name: De Ketting", "§name: \"De\\u0007Ketting\"", "organisation.name", "do not print"},

	// Segments.
	{"a bad name of a segment", "persona: contact", "§Persona: contact", "segments.Persona", "lower-case"},
	{"a retention too short", "quarantine: 14d", "quarantine: 14d\n  §retention: {texts: 29d}", "organisation.retention.texts", "younger than 30d"},
	{"a segment of names", "contact.properties.country", "§contact.name", "segments.country", "takes contact.name, which tells who somebody is"},
	{"a segment of ids", "contact.properties.country", "§'\"x\" + contact[\"id\"]'", "segments.country", "takes contact.id, which tells who somebody is"},
	{"a segment of event.properties.order_id", "contact.properties.country", "§'event.properties.order_id'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of event.properties.orderNumber", "contact.properties.country", "§'event.properties.orderNumber'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of contact.properties.name", "contact.properties.country", "§'contact.properties.name'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of contact.properties.phone", "contact.properties.country", "§'contact.properties.phone'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of contact.properties.customer_id", "contact.properties.country", "§'contact.properties.customer_id'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of contact.properties[first name]", "contact.properties.country", "§'contact.properties[\"first name\"]'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of contact.properties.klantnummer", "contact.properties.country", "§'contact.properties.klantnummer'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of contact.properties.geboortedatum", "contact.properties.country", "§'contact.properties.geboortedatum'", "segments.country", "tells who somebody is or which order it was"},
	{"a segment of orders", "contact.properties.country", "§event?.id", "segments.country", "takes event.id, which tells who somebody is"},
	{"a segment of addresses", "contact.properties.country", "§contact.properties.billingAddress", "segments.country", "takes contact.properties.billingAddress, an address"},
	{"a segment of mail addresses", "contact.properties.country", "§event.properties.shop[\"customer_e-mail\"]", "segments.country", "an address"},
	{"a segment of what a contact is called by another name", "contact.properties.country", "§let c = contact; c.name", "segments.country", "in full"},
	{"a segment of whatever an event names", "contact.properties.country", "§contact[event.name]", "segments.country", "in full"},
	{"a segment of something unknown", "contact.properties.country", "contact.city", "segments.country", "unknown field city"},
	{"a segment of nothing", "country: contact.properties.country", "§country: ''", "segments.country", "is missing"},
	{"a pair of segments that is one", "journeys:\n", "§crossed: [[country]]\njourneys:\n", "crossed[0]", "two different segments"},
	{"a pair of a segment and itself", "journeys:\n", "§crossed: [[country, country]]\njourneys:\n", "crossed[0]", "two different segments"},
	{"a pair of a segment that is not there", "journeys:\n", "§crossed: [[country, persoon]]\njourneys:\n", "crossed[0][1]", "did you mean `persona`"},
	{"a pair that stands there twice", "journeys:\n", "crossed:\n  - [country, persona]\n§  - [persona, country]\njourneys:\n", "crossed[1]", "the same segments as crossed[0]"},
	{"too many pairs", "journeys:\n", "§crossed: [" + strings.Repeat("[country, persona], ", 11) + "]\njourneys:\n", "crossed", "10 is the most"},
	{"a segment that does not compile", "country: contact.properties.country", "§country: contact.properties.country +", "segments.country", "unexpected"},

	// Journeys.
	{"a bad key", "key: action", "§key: Action!", "journeys[0].stages[0].key", "lower-case"},
	{"no key", "- key: action\n        name", "- §name", "journeys[0].stages[0].key", "is missing"},
	{"a touchpoint twice", "          - {key: returns", "          - {§key: delivery, name: {nl: Weer}, channel: web}\n          - {key: returns", "journeys[0].stages[0].touchpoints[1].key", "used already, by journeys[0].stages[0].touchpoints[0]"},
	{"a channel that is none", "channel: post\n", "§channel: pots\n", "journeys[0].stages[0].touchpoints[0].channel", "did you mean `post`?"},
	{"no channel", "name: {nl: Retour}, channel: post", "§name: {nl: Retour}", "journeys[0].stages[0].touchpoints[1].channel", "is missing; it is one of email, web"},
	{"no words in the default language", "name: {nl: Retour}", "§name: {en: Return}", "journeys[0].stages[0].touchpoints[1].name", "has no words in nl"},
	{"a language nobody speaks here", "name: {nl: Retour}", "name: {nl: Retour,\n              §de: Rücksendung}", "journeys[0].stages[0].touchpoints[1].name.de", "unknown language `de`; organisation.languages has nl, en"},
	{"empty words", "en: Delivery}", "§en: ''}", "journeys[0].stages[0].touchpoints[0].name.en", "is missing"},
	{"a long name", "nl: Retour", "§nl: " + strings.Repeat("x", 201), "journeys[0].stages[0].touchpoints[1].name.nl", "longer than 200 characters"},
	{"a target out of range", "target: {nps: 40}", "§target: {nps: 140}", "journeys[0].stages[0].touchpoints[0].target.nps", "lies outside -100 to 100"},
	{"a target of no metric", "target: {nps: 40}", "§target: {npx: 40}", "journeys[0].stages[0].touchpoints[0].target.npx", "unknown metric `npx`; it is one of nps, csat, ces, stars; did you mean `nps`?"},

	// Surveys.
	{"a survey twice", "key: returns-csat", "§key: delivery-nps", "surveys[1].key", "used already"},
	{"a survey of no touchpoint", "touchpoint: returns", "§touchpoint: return", "surveys[1].touchpoint", "there is no touchpoint `return`; did you mean `returns`?"},
	{"no metric", "metric: csat", "§metric: csta", "surveys[1].metric", "did you mean `csat`?"},
	{"a scale that does not fit", "scale: 0-10", "§scale: 1-5", "surveys[0].scale", "1-5 does not fit nps, whose scale is 0-10"},
	{"a metric that does not fit its scale", "metric: nps", "metric: ces", "surveys[0].scale", "0-10 does not fit ces, whose scale is 1-7"},
	{"no question", "    question: {nl: \"Bent u tevreden?\"}\n", "", "surveys[1].question", "is missing"},
	{"a follow-up twice", "key: speed", "§key: why", "surveys[0].follow_ups[1].key", "used already"},
	{"a follow-up named rating", "key: why", "§key: rating", "surveys[0].follow_ups[0].key", "used already, by the rating itself"},
	{"a follow-up of no type", "type: comment", "§type: coment", "surveys[0].follow_ups[0].type", "did you mean `comment`?"},
	{"a condition that is none", "show_if: rating <= 6", "§show_if: rating <= ", "surveys[0].follow_ups[0].show_if", "unexpected"},
	{"a condition that is never true", "show_if: rating <= 6", "§show_if: rating > 10", "surveys[0].follow_ups[0].show_if", "is never true: the ratings of nps go from 0 to 10"},
	{"a choice of nothing", "          - {key: slow, text: {nl: Traag}}\n          - {key: fast, text: {nl: Snel}}\n", "", "surveys[0].follow_ups[1].options", "at least 2"},
	{"options of a comment", "type: single", "type: comment", "surveys[0].follow_ups[1].options", "single or multi only"},
	{"an option twice", "key: fast", "§key: slow", "surveys[0].follow_ups[1].options[1].key", "used already"},
	{"an option without words", "{key: fast, text: {nl: Snel}}", "§{key: fast}", "surveys[0].follow_ups[1].options[1].text", "is missing"},

	// Triggers.
	{"a trigger of no survey", "survey: delivery-nps", "§survey: delivery", "triggers[0].survey", "there is no survey `delivery`"},
	{"a trigger on nothing", "    on: order.delivered\n", "", "triggers[0].on", "is missing"},
	{"a bad name of an event", "on: order.delivered", "§on: order delivered", "triggers[0].on", "is not a name of an event"},
	{"a condition that does not compile", "when: event.properties.value >= 20", "§when: event.properties.value >=", "triggers[0].when", "unexpected"},
	{"a condition that is no condition", "when: event.properties.value >= 20", "§when: 1 + 1", "triggers[0].when", "bool"},
	{"a condition on nothing known", "when: event.properties.value >= 20", "§when: order.value >= 20", "triggers[0].when", "unknown name order"},
	{"a condition with a loop", "when: event.properties.value >= 20", "§when: any(1..9999, all(1..9999, true))", "triggers[0].when", "has no loops"},
	{"a condition with a range of an event's making", "when: event.properties.value >= 20", "§when: 5 in event.properties.a..event.properties.b", "triggers[0].when", "has a range that is not of two numbers"},
	{"a condition with a long range", "when: event.properties.value >= 20", "§when: event.properties.value in 1..500000", "triggers[0].when", "at most 100 apart"},
	{"a pattern of an event's making", "when: event.properties.value >= 20", "§when: event.name matches event.properties.pattern", "triggers[0].when", "a pattern in quotes"},
	{"a pattern of many steps", "when: event.properties.value >= 20", `§when: event.name matches "(a?){1,500}b"`, "triggers[0].when", "200 is the most"},
	{"a condition that doubles and doubles", "when: event.properties.value >= 20", "§when: let a = event.name + event.name; a + a == event.name", "triggers[0].when", "let is not known here"},
	{"a condition that reads too much", "when: event.properties.value >= 20", "§when: '" + strings.Repeat("event.name + ", 21) + "event.name == contact.name'", "triggers[0].when", "20 is the most"},
	{"a segment with a range of an event's making", "segments:\n", "segments:\n§  many: event.properties.a..event.properties.b\n", "segments.many", "has a range"},
	{"a key to correlate that doubles and doubles", "correlate: event.properties.order_id", "§correlate: let a = event.name + event.name; a + a", "triggers[0].correlate", "let is not known"},
	{"a trigger that cancels itself", "cancel_on: [order.returned", "§cancel_on: [order.delivered", "triggers[0].cancel_on[0]", "cannot cancel it"},
	{"a counter-event twice", "order.refunded]", "§order.returned]", "triggers[0].cancel_on[1]", "twice"},
	{"a bad key to correlate", "correlate: event.properties.order_id", "§correlate: event.order", "triggers[0].correlate", "unknown field order"},
	{"a weekday that is none", "days: [mon, tue]", "§days: [mon, die]", "triggers[0].window.days[1]", "is not one of mon, tue"},
	{"a weekday twice", "days: [mon, tue]", "§days: [mon, mon]", "triggers[0].window.days[1]", "twice"},
	{"a window of no days", "days: [mon, tue]", "§days: []", "triggers[0].window.days", "at least one day"},
	{"a time of day that is none", `from: "09:00"`, "§from: 9am", "triggers[0].window.from", "is not a time of day"},
	{"a window of no length", `to: "20:00"`, `§to: "09:00"`, "triggers[0].window.to", "same as from"},
	{"a sample of more than all", "sample: 0.5", "§sample: 50", "triggers[0].sample", "is not a share from 0 to 1"},
	{"three reminders", "reminders: [{after: 4d}]", "§reminders: [{after: 1d}, {after: 1d}, {after: 1d}]", "triggers[0].reminders", "2 is the most"},
	{"a reminder at once", "after: 4d", "§after: 0d", "triggers[0].reminders[0].after", "longer than nothing"},
	{"a reminder too late", "after: 4d", "§after: 20d", "triggers[0].reminders[0].after", "21d after the event"},
	{"an expiry before the delay", "expires: 21d", "§expires: 12h", "triggers[0].expires", "after the delay of 1d"},
	{"an expiry of nothing", "expires: 21d", "§expires: 0d", "triggers[0].expires", "leave it out for 30d"},
	{"a delay beyond the usual expiry", "    delay: 24h\n    reminders: [{after: 4d}]\n    expires: 21d\n", "    §delay: 40d\n", "triggers[0].delay", "after the delay of 40d nothing is sent any more: all ends 30d after the event, the expiry when none"},
}

func TestRefusedDefinitions(t *testing.T) {
	if _, err := ReadDefinition([]byte(shop)); err != nil {
		t.Fatalf("the shop itself is refused: %v", err)
	}
	for _, row := range refusedShops {
		t.Run(row.what, func(t *testing.T) {
			if !strings.Contains(shop, row.old) {
				t.Fatalf("%q is not in the shop", row.old)
			}
			text := strings.Replace(shop, row.old, row.new, 1)
			line := 0
			if before, _, marked := strings.Cut(text, "§"); marked {
				line = strings.Count(before, "\n") + 1
			}
			_, err := ReadDefinition([]byte(strings.Replace(text, "§", "", 1)))
			var refusal *surveys.Error
			if !errors.As(err, &refusal) || refusal.Kind != surveys.Invalid {
				t.Fatalf("got %v, want it refused", err)
			}
			for _, p := range refusal.Problems {
				if p.Field == row.field && strings.Contains(p.Reason, row.reason) && (line == 0 || p.Line == line) {
					if p.Line == 0 && row.reason != "unknown anchor" {
						t.Errorf("%v names no line", p)
					}
					if len(refusal.Problems) > 1 {
						t.Errorf("one mistake gives several problems:\n%v", err)
					}
					return
				}
			}
			t.Errorf("got\n%v\nwant line %d: %s: %s", err, line, row.field, row.reason)
		})
	}
}

func TestAllProblemsAreToldInTheOrderOfLines(t *testing.T) {
	text := strings.NewReplacer("delay: 24h", "delay: soon", "metric: csat", "metric: csta", "owner:", "ownr:",
		"Europe/Amsterdam", "Mars", "persona: contact", "persona: kontact").Replace(shop)
	_, err := ReadDefinition([]byte(text))
	var refusal *surveys.Error
	if !errors.As(err, &refusal) {
		t.Fatal(err)
	}
	var got []string
	for _, p := range refusal.Problems {
		got = append(got, p.Field)
	}
	want := []string{"organisation.timezone", "segments.persona", "journeys[0].stages[0].touchpoints[0].ownr", "surveys[1].metric", "triggers[0].delay"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if !strings.Contains(err.Error(), "line 3: organisation.timezone:") {
		t.Errorf("the error does not name its lines:\n%v", err)
	}
}

func TestExampleDefinitionsAreAccepted(t *testing.T) {
	for _, name := range []string{"delivery", "ketting"} {
		if d := definitionFile(t, name); len(d.Surveys) == 0 || len(d.Triggers) == 0 {
			t.Errorf("%s: got %d surveys and %d triggers", name, len(d.Surveys), len(d.Triggers))
		}
	}
	d := definitionFile(t, "delivery")
	if got := d.Triggers[0].Delay; got != surveys.Span(24*time.Hour) {
		t.Errorf("the delay is %s, want 24h", got)
	}
	if got := d.Surveys[0].Question.In("en"); got != "How likely are you to recommend us after this delivery?" {
		t.Errorf("the question is %q", got)
	}
}

func TestAliasesAreFollowed(t *testing.T) {
	text := strings.Replace(shop, "name: {nl: Bezorging, en: Delivery}", "name: &name {nl: Bezorging, en: Delivery}", 1)
	text = strings.Replace(text, "name: {nl: Retour}", "name: *name", 1)
	d, err := ReadDefinition([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := d.Journeys[0].Stages[0].Touchpoints[1].Name["nl"]; got != "Bezorging" {
		t.Errorf("got %q", got)
	}
}

func TestJSONIsReadLikeYAML(t *testing.T) {
	want := definitionFile(t, "ketting")
	want.Organisation.Name = "Ketting 😀 \u2028"
	want.Organisation.Name = strings.TrimSpace(want.Organisation.Name)
	text, err := json.MarshalIndent(want, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("😀"), []byte(`\ud83d\ude00`), 1)
	text = bytes.Replace(text, []byte(`"journeys":`), []byte(`"journeys" :`), 1)
	got, err := ReadDefinition(text)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("JSON reads to something else: %v", Diff(want, got))
	}
}

func TestJSONIsRefusedWithItsLine(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"{\n \"organisation\": {},\n \"jorneys\": []\n}", "line 3: jorneys: unknown key `jorneys`; did you mean `journeys`?"},
		{"{\n \"organisation\": {\n  \"name\": \"a\",\n  \"name\": \"b\"}}", "line 4: organisation.name: the key `name` stands twice, first on line 3"},
		{"{\n \"organisation\": {},\n \"triggers\": [\n  {\"sample\": \"1\"}]}", "line 4: triggers[0].sample: must be a number, not text"},
		{"{\n \"organisation\": {},\n \"triggers\": [\n  {\"sample\": 1e999}]}", "line 4: triggers[0].sample: is not a number"},
		{"{\n \"organisation\": {}\n \"triggers\": []}", "line 3: did not find expected ',' or '}'"},
	} {
		_, err := ReadDefinition([]byte(row.text))
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s\ngives %v\nwant %s", row.text, err, row.want)
		}
	}
}

func TestDefinitionsAreBounded(t *testing.T) {
	entries := func(list string, n int) string {
		return strings.Replace(shop, list+":\n", list+":\n"+strings.Repeat("  - {key: x}\n", n), 1)
	}
	bomb := shop[:strings.Index(shop, "journeys:")] + "journeys:\n  - &j\n    stages:\n      - &s\n        touchpoints:\n          - &t {key: a}\n" +
		strings.Repeat("          - *t\n", 5000) + strings.Repeat("      - *s\n", 5000) + strings.Repeat("  - *j\n", 5000)
	long := strings.Repeat("é", 500)
	aliases := strings.Replace(shop, `{nl: "Bent u tevreden?"}`, "&long {nl: "+long+", en: "+long+"}", 1)
	more := ""
	for i := range 900 {
		more += fmt.Sprintf("  - {key: s%d, touchpoint: delivery, metric: nps, question: *long}\n", i)
	}
	aliases = strings.Replace(aliases, "triggers:\n", more+"triggers:\n", 1)
	for _, row := range []struct {
		what, text, want string
	}{
		{"nothing", "", "the text is empty"},
		{"a comment", "# nothing\n", "the text is empty"},
		{"a word", "hello", "must be keys and values, not text"},
		{"a list", "- a", "must be keys and values, not a list"},
		{"no UTF-8", "organisation: {name: \xff}", "not UTF-8"},
		{"too many bytes", shop + strings.Repeat("#", MaxDefinition), "larger than 1048576 bytes"},
		{"an alias bomb", bomb, "values, aliases followed"},
		{"many aliases of a long text", aliases, "larger than 1048576 bytes when it is written out"},
		{"deep lists", strings.Repeat("[", 100_000), "exceeded max depth"},
		{"very many values", "a: [" + strings.Repeat("0,", 200_000) + "]", "the text has more than 150000 values"},
		{"very many lines", "a:\n" + strings.Repeat("- 0\n", 100_000), "the text has more than 150000 values"},
		{"very many keys", strings.Repeat("? a\n", 100_000), "the text has more than 150000 values"},
		{"deep JSON", strings.Repeat(`{"a":`, 9000) + "1" + strings.Repeat("}", 9000), "unknown key `a`"},
		{"51 journeys", entries("journeys", 50), "has 51 entries; 50 is the most"},
		{"1001 surveys", entries("surveys", 999), "has 1001 entries; 1000 is the most"},
		{"1001 triggers", entries("triggers", 1000), "has 1001 entries; 1000 is the most"},
		{"21 stages", strings.Replace(shop, "    stages:\n", "    stages:\n"+strings.Repeat("      - {key: x}\n", 20), 1), "has 21 entries; 20 is the most"},
		{"501 touchpoints", strings.Replace(shop, "touchpoints:\n", "touchpoints:\n"+strings.Repeat("          - {key: x}\n", 499), 1), "hold 501 touchpoints; 500 is the most"},
		{"a thousand unknown keys", shop + strings.Repeat("x: y\n", 50_000), "problems more"},
	} {
		_, err := ReadDefinition([]byte(row.text))
		if err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: got %.1000s, want %q", row.what, err, row.want)
		}
		var refusal *surveys.Error
		if errors.As(err, &refusal) && len(refusal.Problems) > maxProblems+1 {
			t.Errorf("%s: %d problems are too many to read", row.what, len(refusal.Problems))
		}
	}
}

func TestPublishedSurveysKeepMetricAndTouchpoint(t *testing.T) {
	text := []byte(strings.NewReplacer("metric: csat", "metric: ces", "touchpoint: delivery", "touchpoint: returns").Replace(shop))
	before, err := ReadDefinition([]byte(shop))
	if err != nil {
		t.Fatal(err)
	}
	after, err := ReadDefinition(text)
	if err != nil {
		t.Fatal(err)
	}
	published := map[string]surveys.Survey{}
	for _, s := range before.Surveys {
		published[s.Key] = s
	}
	if problems := checkPublished(before, published); len(problems) != 0 {
		t.Errorf("what is published is refused: %v", problems)
	}
	got := refusedDefinition(text, checkPublished(after, published)).Error()
	for _, want := range []string{
		"line 30: surveys[0].touchpoint: is published with touchpoint `delivery`, which cannot change",
		"line 44: surveys[1].metric: is published with metric `csat`, which cannot change; make a new survey",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s\nwant %s", got, want)
		}
	}
}

// definitionFile reads one of the definitions in testdata.
func definitionFile(t testing.TB, name string) surveys.Definition {
	t.Helper()
	text, err := os.ReadFile("testdata/definitions/" + name + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	d, err := ReadDefinition(text)
	if err != nil {
		t.Fatalf("%s is refused: %v", name, err)
	}
	return d
}
