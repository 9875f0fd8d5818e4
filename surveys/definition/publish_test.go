package definition_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"halte/surveys"
	"halte/surveys/definition"
	"halte/surveys/insight"
	"halte/surveys/store"
	. "halte/surveys/surveystest"
)

// without drops a survey and its trigger from the shop.
func without(definition, survey string) string {
	from := strings.Index(definition, "  - {key: "+survey)
	if from < 0 {
		from = strings.Index(definition, "  - key: "+survey)
	}
	to := from + 3
	for to < len(definition) && !strings.HasPrefix(definition[to:], "\n  - ") && !strings.HasPrefix(definition[to:], "\ntriggers:") {
		to++
	}
	return definition[:from] + strings.TrimPrefix(definition[min(to, len(definition)):], "\n")
}

func TestApplyingWhatIsInForceChangesNothing(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, "")
		_, err := h.Export(t.Context())
		WantKind(t, err, surveys.NotFound, "")
		text := Shop("quarantine: 14d", AfterDelivery)
		first, err := h.Apply(t.Context(), []byte(text), false)
		if err != nil || first.Revision != 1 || len(first.Changes) == 0 {
			t.Fatalf("%+v, %v", first, err)
		}
		exported, err := h.Export(t.Context())
		Must(t, err)
		for _, again := range [][]byte{[]byte(text), exported} {
			if got, err := h.Apply(t.Context(), again, false); err != nil || got.Revision != 1 || len(got.Changes) != 0 || got.Changes == nil {
				t.Errorf("%+v, %v", got, err)
			}
		}
	})
}

func TestADryRunWritesNothing(t *testing.T) {
	t.Parallel()
	h := Open(t, Shop("", AfterDelivery))
	changed := []byte(strings.Replace(Shop("", AfterDelivery), "Beveelt u ons aan?", "Zou u ons aanbevelen?", 1))
	for range 2 {
		got, err := h.Apply(t.Context(), changed, true)
		if err != nil || !got.DryRun || got.Revision != 1 || len(got.Changes) != 1 || got.Changes[0].Version != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
	}
	p, err := h.Plan(t.Context())
	Must(t, err)
	if _, version, err := p.Survey("delivery-nps"); err != nil || version != 1 || p.Number != 1 {
		t.Errorf("version %d in revision %d, %v", version, p.Number, err)
	}
	if _, err := h.Read(t.Context()).SurveyVersion("delivery-nps", 2); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("the version was published: %v", err)
	}
}

func TestASurveyHasANewVersionOnlyWhenItShowsSomethingElse(t *testing.T) {
	t.Parallel()
	definition := Shop("", AfterDelivery)
	h := Open(t, definition)
	for _, row := range []struct {
		what, old, new string
		version        int
	}{
		{"another delay", "on: order.delivered", "on: order.delivered, delay: 1h", 1},
		{"a touchpoint's name", "nl: Bezorging", "nl: Levering", 1},
		{"a question", "Beveelt u ons aan?", "Zou u ons aanbevelen?", 2},
		{"a condition", "rating <= 6", "rating <= 5", 3},
		{"an option", "nl: Traag", "nl: Langzaam", 4},
	} {
		if definition = strings.Replace(definition, row.old, row.new, 1); !strings.Contains(definition, row.new) {
			t.Fatal(row.what)
		}
		h.Applies(definition)
		p, err := h.Plan(t.Context())
		Must(t, err)
		if _, version, err := p.Survey("delivery-nps"); err != nil || version != row.version {
			t.Errorf("%s: version %d, want %d, %v", row.what, version, row.version, err)
		}
		if _, version, _ := p.Survey("returns-csat"); version != 1 {
			t.Errorf("%s: another survey is version %d", row.what, version)
		}
	}
}

func TestWhatIsPublishedKeepsItsMetricAndItsTouchpoint(t *testing.T) {
	t.Parallel()
	definition := Shop("", AfterDelivery)
	h := Open(t, definition)
	for old, new := range map[string]string{
		"metric: ces\n":                      "metric: nps\n",
		"touchpoint: service\n":              "touchpoint: delivery\n",
		"organisation: {name: De Ketting, t": "organisation: {name: De Ketting, nonsense: 1, t",
	} {
		_, err := h.Apply(t.Context(), []byte(strings.Replace(definition, old, new, 1)), false)
		WantKind(t, err, surveys.Invalid, "")
		if e, ok := errors.AsType[*surveys.Error](err); !ok || len(e.Problems) != 1 || e.Problems[0].Line == 0 {
			t.Errorf("%q: %+v", new, err)
		}
	}
	archived := without(definition, "service-ces")
	h.Applies(archived)
	_, err := h.Apply(t.Context(), []byte(strings.Replace(definition, "metric: ces\n", "metric: nps\n", 1)), false)
	WantKind(t, err, surveys.Invalid, "")
	if p, err := h.Plan(t.Context()); err != nil || p.Number != 2 {
		t.Errorf("revision %d, %v", p.Number, err)
	}
}

func TestASurveyThatComesBackGoesOnWithItsVersions(t *testing.T) {
	t.Parallel()
	definition := Shop("")
	h := Open(t, definition)
	Rated(h, "service-ces", Monday, 7, 7, 7, 7, 7)
	h.Applies(without(definition, "service-ces"))
	p, err := h.Plan(t.Context())
	Must(t, err)
	if _, _, err := p.Survey("service-ces"); surveys.KindOf(err) != surveys.NotFound {
		t.Errorf("an archived survey is there: %v", err)
	}
	for _, row := range []struct {
		text    string
		version int
	}{{definition, 1}, {strings.Replace(definition, "Hoe makkelijk was het?", "Hoe makkelijk ging het?", 1), 2}} {
		h.Applies(without(definition, "service-ces"))
		h.Applies(row.text)
		p, err := h.Plan(t.Context())
		Must(t, err)
		if _, version, err := p.Survey("service-ces"); err != nil || version != row.version {
			t.Errorf("it comes back as version %d, want %d, %v", version, row.version, err)
		}
		if s, err := h.TouchpointScore(t.Context(), insight.ScoreQuery{Touchpoint: "service"}); err != nil || s.N != 5 {
			t.Errorf("its answers are gone: %+v, %v", s, err)
		}
	}
}

func TestConcurrentApplicationsAreOneAfterTheOther(t *testing.T) {
	t.Parallel()
	OnBoth(t, func(t *testing.T, db *store.Store) {
		h := New(t, db, Shop(""))
		processes := []*Halte{h, h.Again(db)}
		var wg sync.WaitGroup
		for i := range 8 {
			wg.Go(func() {
				text := strings.Replace(Shop(""), "Hoe makkelijk was het?", strings.Repeat("Echt? ", i)+"Hoe makkelijk was het?", 1)
				if _, err := processes[i%2].Apply(t.Context(), []byte(text), false); err != nil {
					t.Error(err)
				}
			})
			wg.Go(func() { processes[i%2].Happens(Delivered("jo")) })
		}
		wg.Wait()
		r, err := h.Read(t.Context()).Revision()
		Must(t, err)
		s, err := h.Read(t.Context()).SurveyVersion("service-ces", r.Versions["service-ces"])
		if err != nil || !definition.SameContent(s, r.Definition.Surveys[2]) || r.Number < 7 {
			t.Errorf("revision %d shows %q, its version %q, %v", r.Number, r.Definition.Surveys[2].Question, s.Question, err)
		}
	})
}
