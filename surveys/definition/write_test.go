package definition

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"halte/surveys"
)

func TestWritingReadsBackToTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := anyDefinition().Draw(t, "definition")
		if problems := Check(d); len(problems) != 0 {
			t.Fatalf("the generator makes definitions with problems: %v", problems)
		}
		text := sameWhenWritten(t, d)
		asJSON, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadDefinition(asJSON)
		if err != nil {
			t.Fatalf("JSON is refused: %v\n%s", err, asJSON)
		}
		if !reflect.DeepEqual(again, d) {
			t.Fatalf("JSON reads back to %v\n%s", Diff(d, again), text)
		}
	})
}

func TestWrittenDefinitionsAreForPeople(t *testing.T) {
	text, err := WriteDefinition(definitionFile(t, "delivery"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"  languages: [nl, en]\n",
		`  brand: {logo: "https://deketting.example/logo.png", colour: "#0b5d3b"}` + "\n",
		"          - {key: delivery, name: {nl: Bezorging, en: Delivery}, channel: post, owner: logistics, moment_of_truth: true, target: {nps: 40}}\n",
		`      - {key: why, type: comment, show_if: rating <= 6, question: {nl: "Wat ging er mis?", en: "What went wrong?"}}` + "\n",
		"    on: order.delivered\n",
		`    when: event.properties.value >= 20 && contact.properties.country == "NL"` + "\n",
		`    window: {days: [mon, tue, wed, thu, fri, sat], from: "09:00", to: "20:00"}` + "\n",
		"    reminders: [{after: 4d}]\n",
	} {
		if !bytes.Contains(text, []byte(line)) {
			t.Errorf("%s is not in\n%s", line, text)
		}
	}
}

func FuzzReadDefinition(f *testing.F) {
	for _, name := range []string{"delivery", "ketting"} {
		text, err := os.ReadFile("testdata/definitions/" + name + ".yaml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
		asJSON, err := json.Marshal(definitionFile(f, name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(asJSON)
	}
	for _, row := range refusedShops {
		f.Add([]byte(strings.Replace(shop, row.old, row.new, 1)))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := ReadDefinition(text)
		if err == nil {
			sameWhenWritten(t, d)
			return
		}
		if surveys.KindOf(err) == surveys.Internal {
			t.Errorf("a refusal that says nothing: %v", err)
		}
	})
}

type failer interface {
	Helper()
	Fatalf(format string, args ...any)
}

// sameWhenWritten writes d, reads it back, and fails unless it is the same and
// is written the same.
func sameWhenWritten(t failer, d surveys.Definition) []byte {
	t.Helper()
	text, err := WriteDefinition(d)
	if err != nil {
		t.Fatalf("cannot be written: %v", err)
	}
	again, err := ReadDefinition(text)
	if err != nil {
		t.Fatalf("what was written is refused: %v\n%s", err, text)
	}
	if !reflect.DeepEqual(again, d) {
		t.Fatalf("reads back with %v\n%#v\n%#v\n%s", Diff(d, again), d, again, text)
	}
	if changes := Diff(d, again); len(changes) != 0 {
		t.Fatalf("reads back with changes: %v\n%s", changes, text)
	}
	if twice, err := WriteDefinition(again); err != nil || !bytes.Equal(twice, text) {
		t.Fatalf("is written in another way the second time: %v\n%s\n%s", err, text, twice)
	}
	return text
}
