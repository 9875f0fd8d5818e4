package definition

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"halte/surveys"
)

// Change is one difference between two definitions.
type Change struct {
	Op      string `json:"op" enum:"add,change,remove,archive"`
	What    string `json:"what" doc:"Such as survey delivery-nps"`
	Field   string `json:"field,omitempty" doc:"What changed in it, such as question.nl"`
	From    string `json:"from,omitempty"`
	To      string `json:"to,omitempty"`
	Version int    `json:"version,omitempty" doc:"Number of the survey version that this makes"`
}

// String writes the change as a line: + for what is new, ~ for what changes and
// - for what goes.
func (c Change) String() string {
	var b strings.Builder
	b.WriteString(map[string]string{"add": "+ ", "change": "~ ", "remove": "- ", "archive": "- "}[c.Op] + c.What)
	if c.Field != "" {
		b.WriteString(" " + c.Field)
	}
	if c.Op == "change" {
		b.WriteString(": " + shown(c.From) + " → " + shown(c.To))
	}
	switch {
	case c.Op == "archive":
		b.WriteString(" (archived; its responses stay)")
	case c.Version > 0:
		fmt.Fprintf(&b, " (version %d)", c.Version)
	}
	return b.String()
}

// shown quotes what could be mistaken for the words around it.
func shown(s string) string {
	switch {
	case s == "":
		return "(none)"
	case bareWord.MatchString(s) && !strings.Contains(s, " "), strings.ContainsAny(s[:1], "[{") && !strings.ContainsFunc(s, unicode.IsControl):
		return s
	}
	return fmt.Sprintf("%q", s)
}

// Diff gives what changes from one definition to another, in the order of the
// document, with what goes after what stays. Things are told apart by their
// keys, so that a new name is a change and a new key is another thing. It is
// empty exactly when both say the same.
func Diff(old, new surveys.Definition) []Change {
	var all differ
	all.fields("organisation", old.Organisation, new.Organisation)
	for _, name := range slices.Sorted(maps.Keys(new.Segments)) {
		if before, there := old.Segments[name]; !there {
			all.add("add", "segment "+name)
		} else if after := new.Segments[name]; before != after {
			all.changes = append(all.changes, Change{Op: "change", What: "segment " + name, From: before, To: after})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(old.Segments)) {
		if _, there := new.Segments[name]; !there {
			all.add("remove", "segment "+name)
		}
	}
	all.change("definition", "crossed", render(reflect.ValueOf(old.Crossed)), render(reflect.ValueOf(new.Crossed)))
	all.journeys(old, new)
	each(&all, "survey ", "archive", old.Surveys, new.Surveys, surveyKey, func(a, b surveys.Survey) { all.fields("survey "+a.Key, a, b) })
	all.order("definition", "surveys", keys(old.Surveys, surveyKey), keys(new.Surveys, surveyKey))
	each(&all, "trigger ", "remove", old.Triggers, new.Triggers, triggerKey, func(a, b surveys.Trigger) { all.fields("trigger "+a.Key, a, b) })
	all.order("definition", "triggers", keys(old.Triggers, triggerKey), keys(new.Triggers, triggerKey))
	return all.changes
}

// SameContent says whether two versions of a survey show respondents the same: metric,
// question and follow-ups.
func SameContent(a, b surveys.Survey) bool {
	var d differ
	a.Key, a.Touchpoint, a.Scale, a.Paused = b.Key, b.Touchpoint, b.Scale, b.Paused
	d.fields("", a, b)
	return len(d.changes) == 0
}

func journeyKey(j surveys.Journey) string { return j.Key }

func surveyKey(s surveys.Survey) string { return s.Key }

func triggerKey(t surveys.Trigger) string { return t.Key }

// placed is something with the place it has in the journeys.
type placed[T any] struct {
	key, in string
	T       T
}

func placedKey[T any](p placed[T]) string { return p.key }

func spread(d surveys.Definition) (stages []placed[surveys.Stage], touchpoints []placed[surveys.Touchpoint]) {
	for _, j := range d.Journeys {
		for _, s := range j.Stages {
			stage := j.Key + "/" + s.Key
			stages = append(stages, placed[surveys.Stage]{stage, j.Key, s})
			for _, t := range s.Touchpoints {
				touchpoints = append(touchpoints, placed[surveys.Touchpoint]{t.Key, stage, t})
			}
		}
	}
	return stages, touchpoints
}

// differ collects changes.
type differ struct{ changes []Change }

func (d *differ) add(op, what string) { d.changes = append(d.changes, Change{Op: op, What: what}) }

func (d *differ) change(what, field, from, to string) {
	if from != to {
		d.changes = append(d.changes, Change{Op: "change", What: what, Field: field, From: from, To: to})
	}
}

func (d *differ) journeys(old, new surveys.Definition) {
	each(d, "journey ", "remove", old.Journeys, new.Journeys, journeyKey, func(a, b surveys.Journey) {
		a.Stages, b.Stages = nil, nil
		d.fields("journey "+a.Key, a, b)
	})
	d.order("definition", "journeys", keys(old.Journeys, journeyKey), keys(new.Journeys, journeyKey))

	oldStages, oldPoints := spread(old)
	newStages, newPoints := spread(new)
	each(d, "stage ", "remove", oldStages, newStages, placedKey, func(a, b placed[surveys.Stage]) {
		a.T.Touchpoints, b.T.Touchpoints = nil, nil
		d.fields("stage "+a.key, a.T, b.T)
	})
	for _, j := range new.Journeys {
		d.order("journey "+j.Key, "stages", within(oldStages, j.Key), within(newStages, j.Key))
	}
	each(d, "touchpoint ", "remove", oldPoints, newPoints, placedKey, func(a, b placed[surveys.Touchpoint]) {
		d.change("touchpoint "+a.key, "stage", a.in, b.in)
		d.fields("touchpoint "+a.key, a.T, b.T)
	})
	for _, s := range newStages {
		d.order("stage "+s.key, "touchpoints", within(oldPoints, s.key), within(newPoints, s.key))
	}
}

func within[T any](all []placed[T], place string) []string {
	var found []string
	for _, p := range all {
		if p.in == place {
			found = append(found, p.key[strings.LastIndexByte(p.key, '/')+1:])
		}
	}
	return found
}

func keys[T any](list []T, key func(T) string) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = key(v)
	}
	return out
}

// each tells what is new, hands what stays to compare, and tells what goes.
func each[T any](d *differ, what, gone string, old, new []T, key func(T) string, compare func(a, b T)) {
	before, after := map[string]T{}, map[string]bool{}
	for _, v := range old {
		before[key(v)] = v
	}
	for _, v := range new {
		after[key(v)] = true
		if was, there := before[key(v)]; there {
			compare(was, v)
		} else {
			d.add("add", what+key(v))
		}
	}
	for _, v := range old {
		if !after[key(v)] {
			d.add(gone, what+key(v))
		}
	}
}

// order tells once when the keys that stay stand in another order.
func (d *differ) order(what, field string, old, new []string) {
	stay := func(list, other []string) string {
		there := make(map[string]bool, len(other))
		for _, k := range other {
			there[k] = true
		}
		kept := slices.DeleteFunc(slices.Clone(list), func(k string) bool { return !there[k] })
		return "[" + strings.Join(kept, ", ") + "]"
	}
	d.change(what, field, stay(old, new), stay(new, old))
}

// fields compares two values of one type, field by field.
func (d *differ) fields(what string, old, new any) {
	d.values(what, "", reflect.ValueOf(old), reflect.ValueOf(new))
}

func (d *differ) values(what, field string, a, b reflect.Value) {
	switch {
	case a.Kind() == reflect.Struct:
		for i := range a.NumField() {
			name, _, _ := strings.Cut(a.Type().Field(i).Tag.Get("yaml"), ",")
			d.values(what, child(field, name), a.Field(i), b.Field(i))
		}
	case a.Kind() == reflect.Pointer && !a.IsNil() && !b.IsNil():
		d.values(what, field, a.Elem(), b.Elem())
	case a.Kind() == reflect.Map:
		union := map[string]bool{}
		for _, k := range slices.Concat(a.MapKeys(), b.MapKeys()) {
			union[k.String()] = true
		}
		for _, k := range slices.Sorted(maps.Keys(union)) {
			key := reflect.ValueOf(k).Convert(a.Type().Key())
			d.change(what, child(field, k), render(a.MapIndex(key)), render(b.MapIndex(key)))
		}
	case a.Type() == reflect.TypeFor[[]surveys.FollowUp]():
		d.list(what, field, a, b)
	case a.Type() == reflect.TypeFor[[]surveys.Option]():
		d.list(what, field, a, b)
	default:
		d.change(what, field, render(a), render(b))
	}
}

// list compares lists inside a survey, whose entries have keys.
func (d *differ) list(what, field string, a, b reflect.Value) {
	keyed := func(list reflect.Value) (order []string, entries map[string]reflect.Value) {
		entries = map[string]reflect.Value{}
		for i := range list.Len() {
			key := list.Index(i).FieldByName("Key").String()
			order, entries[key] = append(order, key), list.Index(i)
		}
		return order, entries
	}
	oldOrder, before := keyed(a)
	newOrder, after := keyed(b)
	for _, k := range newOrder {
		if was, there := before[k]; there {
			d.values(what, child(field, k), was, after[k])
		} else {
			d.change(what, child(field, k), "", render(after[k]))
		}
	}
	for _, k := range oldOrder {
		if _, there := after[k]; !there {
			d.change(what, child(field, k), render(before[k]), "")
		}
	}
	d.order(what, field, oldOrder, newOrder)
}

// render writes a value on one line: words as they are, the rest as YAML.
func render(v reflect.Value) string {
	switch {
	case !v.IsValid(), v.Kind() == reflect.Pointer && v.IsNil(), v.Kind() == reflect.Slice && v.Len() == 0:
		return ""
	case v.Kind() == reflect.String:
		return v.String()
	}
	var n yaml.Node
	if err := n.Encode(v.Interface()); err != nil {
		return fmt.Sprint(v.Interface())
	}
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	n.Style = yaml.FlowStyle
	out, err := yaml.Marshal(&n)
	if err != nil {
		return fmt.Sprint(v.Interface())
	}
	return strings.TrimSpace(string(out))
}
