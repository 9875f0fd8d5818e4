package definition

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
)

func TestDiffsReadAsSentences(t *testing.T) {
	const secondTrigger = "  - {key: after-return, survey: returns-csat, on: order.returned}\n"
	for _, row := range []struct {
		what string
		edit []string // old, new, old, new ...
		want []string
	}{
		{"nothing", nil, nil},
		{"only the order of languages", []string{"{nl: Bezorging, en: Delivery}", "{en: Delivery, nl: Bezorging}"}, nil},
		{"only how it is written", []string{"delay: 24h", "delay: 1d", `{key: fast, text: {nl: Snel}}`, "\n              key: fast\n              text:\n                nl: \"Snel\""}, nil},
		{
			"a question",
			[]string{"Beveelt u ons aan?", "Beveelt u ons aan bij vrienden?"},
			[]string{`~ survey delivery-nps question.nl: "Beveelt u ons aan?" → "Beveelt u ons aan bij vrienden?"`},
		},
		{
			"a new language",
			[]string{"languages: [nl, en]", "languages: [nl, en, de]", "{nl: Retour}", "{nl: Retour, de: Rückgabe}"},
			[]string{"~ organisation languages: [nl, en] → [nl, en, de]", "~ touchpoint returns name.de: (none) → Rückgabe"},
		},
		{
			"a delay and a window",
			[]string{"delay: 24h", "delay: 48h", `from: "09:00"`, `from: "10:00"`, "days: [mon, tue]", "days: [mon]"},
			[]string{`~ trigger after-delivery delay: 1d → 2d`, `~ trigger after-delivery window.days: [mon, tue] → [mon]`, `~ trigger after-delivery window.from: "09:00" → "10:00"`},
		},
		{
			"no window",
			[]string{`    window: {days: [mon, tue], from: "09:00", to: "20:00"}` + "\n", ""},
			[]string{`~ trigger after-delivery window: {days: [mon, tue], from: "09:00", to: "20:00"} → (none)`},
		},
		{
			"a target and a truth",
			[]string{"target: {nps: 40}", "target: {nps: 42.5}", "moment_of_truth: true", "moment_of_truth: false"},
			[]string{"~ touchpoint delivery moment_of_truth: true → false", "~ touchpoint delivery target.nps: 40 → 42.5"},
		},
		{
			"a follow-up less",
			[]string{"      - {key: why, type: comment, show_if: rating <= 6, question: {nl: \"Wat ging er mis?\"}}\n", ""},
			[]string{`~ survey delivery-nps follow_ups.why: {key: why, type: comment, show_if: rating <= 6, question: {nl: 'Wat ging er mis?'}} → (none)`},
		},
		{
			"an option renamed",
			[]string{"nl: Traag", "nl: Langzaam"},
			[]string{"~ survey delivery-nps follow_ups.speed.options.slow.text.nl: Traag → Langzaam"},
		},
		{
			"segments",
			[]string{"persona: contact.properties.persona", "city: contact.properties.city", "contact.properties.country", "contact.locale"},
			[]string{"+ segment city", "~ segment country: contact.properties.country → contact.locale", "- segment persona"},
		},
		{"two segments crossed", []string{"journeys:\n", "crossed: [[country, persona]]\njourneys:\n"}, []string{"~ definition crossed: (none) → [[country, persona]]"}},
		{"a trigger more", []string{"triggers:\n", "triggers:\n" + secondTrigger}, []string{"+ trigger after-return"}},
		{
			"a touchpoint less",
			[]string{"          - {key: returns, name: {nl: Retour}, channel: post}\n", "", "touchpoint: returns", "touchpoint: delivery"},
			[]string{"- touchpoint returns", "~ survey returns-csat touchpoint: returns → delivery"},
		},
		{
			"a survey under another key",
			[]string{"key: returns-csat", "key: returns-again"},
			[]string{"+ survey returns-again", "- survey returns-csat (archived; its responses stay)"},
		},
		{
			"a touchpoint moved to a new stage",
			[]string{"          - {key: returns,", "      - key: loyalty\n        name: {nl: Trouw}\n        touchpoints:\n          - {key: returns,"},
			[]string{"+ stage bike-order/loyalty", "~ touchpoint returns stage: bike-order/action → bike-order/loyalty"},
		},
	} {
		t.Run(row.what, func(t *testing.T) {
			before, err := ReadDefinition([]byte(shop))
			if err != nil {
				t.Fatal(err)
			}
			text := shop
			for pair := range slices.Chunk(row.edit, 2) {
				if !strings.Contains(text, pair[0]) {
					t.Fatalf("%q is not in the shop", pair[0])
				}
				text = strings.Replace(text, pair[0], pair[1], 1)
			}
			after, err := ReadDefinition([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range Diff(before, after) {
				got = append(got, c.String())
			}
			if !slices.Equal(got, row.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(row.want, "\n"))
			}
		})
	}
}

func TestAnotherOrderIsToldOncePerList(t *testing.T) {
	before, after := definitionFile(t, "ketting"), definitionFile(t, "ketting")
	slices.Reverse(after.Surveys)
	stages := after.Journeys[0].Stages
	stages[0], stages[4] = stages[4], stages[0]
	slices.Reverse(stages[1].Touchpoints)
	var got []string
	for _, c := range Diff(before, after) {
		got = append(got, c.What+" "+c.Field)
	}
	want := []string{"journey bike-order stages", "stage bike-order/consideration touchpoints", "definition surveys"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestVersionOfAChangeIsShown(t *testing.T) {
	c := Change{Op: "change", What: "survey delivery-nps", Field: "question.nl", From: "a", To: "b", Version: 3}
	if got, want := c.String(), "~ survey delivery-nps question.nl: a → b (version 3)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestDiffIsEmptyExactlyForTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyDefinition().Draw(t, "a"), anyDefinition().Draw(t, "b")
		// Two definitions drawn at will differ everywhere; one part changed alone
		// is what an eye could miss.
		switch rapid.IntRange(0, 5).Draw(t, "part") {
		case 0:
			b = surveys.Definition{Organisation: b.Organisation, Segments: a.Segments, Journeys: a.Journeys, Surveys: a.Surveys, Triggers: a.Triggers}
		case 1:
			b = surveys.Definition{Organisation: a.Organisation, Segments: b.Segments, Journeys: a.Journeys, Surveys: a.Surveys, Triggers: a.Triggers}
		case 2:
			b = surveys.Definition{Organisation: a.Organisation, Segments: a.Segments, Journeys: b.Journeys, Surveys: a.Surveys, Triggers: a.Triggers}
		case 3:
			b = surveys.Definition{Organisation: a.Organisation, Segments: a.Segments, Journeys: a.Journeys, Surveys: b.Surveys, Triggers: a.Triggers}
		case 4:
			b = surveys.Definition{Organisation: a.Organisation, Segments: a.Segments, Journeys: a.Journeys, Surveys: a.Surveys, Triggers: b.Triggers}
		}
		if changes := Diff(a, a); len(changes) != 0 {
			t.Fatalf("a definition differs from itself: %v", changes)
		}
		if changes := Diff(a, b); (len(changes) == 0) != reflect.DeepEqual(a, b) {
			t.Fatalf("%v between\n%+v\nand\n%+v", changes, a, b)
		}
		for _, c := range Diff(a, b) {
			if strings.Contains(c.String(), "\n") || c.Op == "change" && c.From == c.To {
				t.Fatalf("%q says nothing, or more than a line", c)
			}
		}
	})
}

func TestSameContent(t *testing.T) {
	survey := func() surveys.Survey { return definitionFile(t, "delivery").Surveys[0] }
	for what, edit := range map[string]struct {
		same bool
		edit func(*surveys.Survey)
	}{
		"nothing":           {true, func(s *surveys.Survey) {}},
		"the scale's note":  {true, func(s *surveys.Survey) { s.Scale = "0-10" }},
		"a pause":           {true, func(s *surveys.Survey) { s.Paused = true }},
		"languages copied":  {true, func(s *surveys.Survey) { s.Question = maps.Clone(s.Question) }},
		"a word":            {false, func(s *surveys.Survey) { s.Question["nl"] += "!" }},
		"a language":        {false, func(s *surveys.Survey) { delete(s.Question, "en") }},
		"the metric":        {false, func(s *surveys.Survey) { s.Metric = "csat" }},
		"a follow-up less":  {false, func(s *surveys.Survey) { s.FollowUps = s.FollowUps[:1] }},
		"another order":     {false, func(s *surveys.Survey) { slices.Reverse(s.FollowUps) }},
		"another condition": {false, func(s *surveys.Survey) { s.FollowUps[0].ShowIf = "" }},
		"another type":      {false, func(s *surveys.Survey) { s.FollowUps[0].Type = surveys.YesNo }},
		"an option": {false, func(s *surveys.Survey) {
			s.FollowUps[0].Options = []surveys.Option{{Key: "a", Text: surveys.Text{"nl": "A"}}}
		}},
	} {
		changed := survey()
		edit.edit(&changed)
		if got := SameContent(survey(), changed); got != edit.same {
			t.Errorf("%s: same is %v, want %v", what, got, edit.same)
		}
	}
}
