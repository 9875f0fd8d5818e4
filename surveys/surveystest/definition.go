package surveystest

import "strings"

// Shop is the definition of a shop that asks about a delivery (NPS), a return
// (CSAT) and a talk with its help desk (CES). The organisation is given in a few
// words of YAML, such as "quarantine: 14d"; each trigger as a YAML mapping in
// one line.
func Shop(organisation string, triggers ...string) string {
	if organisation != "" {
		organisation = ", " + organisation
	}
	var b strings.Builder
	b.WriteString(strings.Replace(shop, ", ORGANISATION", organisation, 1))
	if len(triggers) > 0 {
		b.WriteString("triggers:\n")
	}
	for _, t := range triggers {
		b.WriteString("  - " + t + "\n")
	}
	return b.String()
}

// Crossed has a definition keep sums of its segments persona and carrier together.
func Crossed(definition string) string {
	return strings.Replace(definition, "\njourneys:\n", "\ncrossed: [[persona, carrier]]\njourneys:\n", 1)
}

// The triggers that most tests need.
const (
	AfterDelivery = "{key: after-delivery, survey: delivery-nps, on: order.delivered}"
	AfterReturn   = "{key: after-return, survey: returns-csat, on: order.returned}"
	AfterTalk     = "{key: after-talk, survey: service-ces, on: talk.ended}"
)

const shop = `organisation: {name: De Ketting, timezone: Europe/Amsterdam, languages: [nl, en], ORGANISATION}
segments:
  persona: contact.properties.persona
  carrier: event.properties.carrier
journeys:
  - key: order
    name: {nl: Bestellen, en: Ordering}
    stages:
      - key: action
        name: {nl: Kopen, en: Buying}
        touchpoints:
          - {key: delivery, name: {nl: Bezorging, en: Delivery}, channel: post, owner: logistics}
          - {key: returns, name: {nl: Retour, en: Return}, channel: post, owner: logistics}
      - key: loyalty
        name: {nl: Blijven, en: Staying}
        touchpoints:
          - {key: service, name: {nl: Hulp, en: Help}, channel: chat}
surveys:
  - key: delivery-nps
    touchpoint: delivery
    metric: nps
    question: {nl: "Beveelt u ons aan?", en: "Would you recommend us?"}
    follow_ups:
      - {key: why, type: comment, show_if: rating <= 6, question: {nl: "Wat ging er mis?"}}
      - {key: delight, type: comment, show_if: rating >= 9, question: {nl: "Wat was er goed?"}}
      - {key: speed, type: single, question: {nl: "Hoe snel?"}, options: [{key: slow, text: {nl: Traag}}, {key: fast, text: {nl: Snel}}]}
      - {key: parts, type: multi, question: {nl: "Wat klopte er?"}, options: [{key: box, text: {nl: Doos}}, {key: bike, text: {nl: Fiets}}, {key: bell, text: {nl: Bel}}]}
  - key: returns-csat
    touchpoint: returns
    metric: csat
    question: {nl: "Hoe tevreden bent u?"}
    follow_ups:
      - {key: again, type: yes_no, question: {nl: "Koopt u nog eens?"}}
  - key: service-ces
    touchpoint: service
    metric: ces
    question: {nl: "Hoe makkelijk was het?"}
`
