package locales

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// compare says where a language has other keys or other placeholders than the fallback.
func compare(first, l *Locale) error {
	theirs, ours := first.sections(), l.sections()
	var problems []error
	for i, s := range ours {
		if s.team && !l.forTeam {
			continue
		}
		r := reader{where: l.Tag + ", " + s.name}
		r.compare("", theirs[i].into, s.into)
		problems = append(problems, r.problems...)
	}
	return errors.Join(problems...)
}

func (r *reader) compare(key string, first, other reflect.Value) {
	switch other.Kind() {
	case reflect.String:
		want, got := placeholders(first.String()), placeholders(other.String())
		if !slices.Equal(got, want) {
			r.wrong(key, "fills in [%s], %s [%s]", strings.Join(got, " "), fallback, strings.Join(want, " "))
		}
		if strings.ContainsAny(placeholder.ReplaceAllString(other.String(), ""), "{}") {
			r.wrong(key, "has a brace without its other half")
		}
	case reflect.Array, reflect.Slice:
		if other.Len() != first.Len() {
			r.wrong(key, "has %d entries, %s %d", other.Len(), fallback, first.Len())
			return
		}
		for i := range other.Len() {
			r.compare(fmt.Sprintf("%s[%d]", key, i), first.Index(i), other.Index(i))
		}
	case reflect.Map:
		for _, name := range slices.Sorted(maps.Keys(union(first, other))) {
			theirs, ours := first.MapIndex(reflect.ValueOf(name)), other.MapIndex(reflect.ValueOf(name))
			switch {
			case !ours.IsValid():
				r.wrong(join(key, name), "is missing")
			case !theirs.IsValid():
				r.wrong(join(key, name), "there is no such key in %s", fallback)
			default:
				r.compare(join(key, name), theirs, ours)
			}
		}
	case reflect.Struct:
		for i := range other.NumField() {
			r.compare(join(key, snake(other.Type().Field(i).Name)), first.Field(i), other.Field(i))
		}
	}
}

func union(a, b reflect.Value) map[string]bool {
	keys := map[string]bool{}
	for _, m := range []reflect.Value{a, b} {
		for _, k := range m.MapKeys() {
			keys[k.String()] = true
		}
	}
	return keys
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// placeholders are the names to fill in in a phrase, each once.
func placeholders(phrase string) []string {
	found := placeholder.FindAllString(phrase, -1)
	slices.Sort(found)
	return slices.Compact(found)
}
