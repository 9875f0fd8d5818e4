package locales

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/text/language"
)

// The keys of a file are the names of the Go fields in snake_case, so that the
// two cannot drift apart: a key that no field has, and a field that no key fills,
// are errors. A key that stands twice is one too.

// decode reads the file of one language.
func decode(lang string, data []byte) (*Locale, error) {
	l := &Locale{Tag: lang}
	if _, err := language.Parse(lang); err != nil {
		return l, fmt.Errorf("%s.json: the name of the file is no language", lang)
	}
	var file map[string]any
	if err := json.Unmarshal(data, &file); err != nil {
		return l, fmt.Errorf("%s.json: %w", lang, err)
	}
	var problems []error
	known := map[string]bool{}
	_, l.forTeam = file[teamMark]
	for _, s := range l.sections() {
		known[s.name] = true
		from, there := file[s.name]
		r := reader{where: lang + ", " + s.name}
		switch {
		case there && s.team && !l.forTeam:
			r.wrong("", "is a section of the team's pages, and the section %s is missing", teamMark)
		case there:
			r.read("", from, s.into)
		case !s.team || l.forTeam:
			r.wrong("", "the section is missing")
		}
		problems = append(problems, r.problems...)
	}
	for _, name := range slices.Sorted(maps.Keys(file)) {
		if !known[name] {
			problems = append(problems, fmt.Errorf("%s, %s: there is no such section", lang, name))
		}
	}
	return l, errors.Join(problems...)
}

// teamMark is the section by which a language is one of the team's.
const teamMark = "console"

// section is a part of a file, and where it goes.
type section struct {
	name string
	into reflect.Value
	team bool
}

// sections are the parts of a language in the order of the Go fields.
func (l *Locale) sections() []section {
	out := []section{
		{"format", reflect.ValueOf(&l.Format).Elem(), false},
		{"respondent", reflect.ValueOf(&l.Respondent).Elem(), false},
		{"mail", reflect.ValueOf(&l.Mail).Elem(), false},
	}
	team := reflect.ValueOf(&l.Team).Elem()
	for i := range team.NumField() {
		out = append(out, section{snake(team.Type().Field(i).Name), team.Field(i), true})
	}
	return out
}

// reader fills the fields of one section and collects what is wrong.
type reader struct {
	where    string // language and section
	problems []error
}

func (r *reader) wrong(key, format string, args ...any) {
	where := r.where
	if key != "" {
		where += ": " + key
	}
	r.problems = append(r.problems, fmt.Errorf("%s: %s", where, fmt.Sprintf(format, args...)))
}

func (r *reader) read(key string, from any, into reflect.Value) {
	switch into.Kind() {
	case reflect.String:
		phrase, ok := from.(string)
		if !ok || phrase == "" {
			r.wrong(key, "is no text")
		}
		into.SetString(phrase)
	case reflect.Array:
		list, ok := from.([]any)
		if !ok || len(list) != into.Len() {
			r.wrong(key, "is no list of %d", into.Len())
			return
		}
		for i, one := range list {
			r.read(fmt.Sprintf("%s[%d]", key, i), one, into.Index(i))
		}
	case reflect.Slice:
		list, ok := from.([]any)
		if !ok || len(list) == 0 {
			r.wrong(key, "is no list")
			return
		}
		into.Set(reflect.MakeSlice(into.Type(), len(list), len(list)))
		for i, one := range list {
			r.read(fmt.Sprintf("%s[%d]", key, i), one, into.Index(i))
		}
	case reflect.Map:
		r.readMap(key, from, into)
	case reflect.Struct:
		r.readStruct(key, from, into)
	}
}

func (r *reader) readMap(key string, from any, into reflect.Value) {
	object, ok := from.(map[string]any)
	if !ok {
		r.wrong(key, "is no object")
		return
	}
	into.Set(reflect.MakeMap(into.Type()))
	for _, name := range slices.Sorted(maps.Keys(object)) {
		value := reflect.New(into.Type().Elem()).Elem()
		r.read(join(key, name), object[name], value)
		into.SetMapIndex(reflect.ValueOf(name), value)
	}
}

func (r *reader) readStruct(key string, from any, into reflect.Value) {
	object, ok := from.(map[string]any)
	if !ok {
		r.wrong(key, "is no object")
		return
	}
	known := map[string]bool{}
	for i := range into.NumField() {
		field := into.Type().Field(i)
		name := snake(field.Name)
		known[name] = true
		if value, there := object[name]; there {
			r.read(join(key, name), value, into.Field(i))
		} else if field.Tag.Get("locale") != "optional" {
			r.wrong(join(key, name), "is missing")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if !known[name] {
			r.wrong(join(key, name), "there is no such key")
		}
	}
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

var (
	wordEnd    = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	initialEnd = regexp.MustCompile(`([A-Z]+)([A-Z][a-z])`)
)

// snake writes the name of a field as a key: SubjectPlain is subject_plain.
func snake(name string) string {
	return strings.ToLower(initialEnd.ReplaceAllString(wordEnd.ReplaceAllString(name, "${1}_${2}"), "${1}_${2}"))
}
