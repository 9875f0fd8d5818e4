package jsonlist

import (
	"bytes"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"halte/surveys"
)

// CheckNames refuses a name that stands twice in one object, of which a decoder would take
// the last in silence, and a name that differs from a field of into only in its letters'
// case: encoding/json would take it for that field, beside the field itself. It finds no
// other mistake: the caller does when it reads the text.
func CheckNames(raw []byte, into any, noun string) *surveys.Error {
	if refused := CheckRepeated(raw); refused != nil {
		return refused
	}
	d := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowInvalidUTF8(true), jsontext.AllowDuplicateNames(true))
	return checkNames(d, reflect.TypeOf(into), "", noun)
}

// checkNames reads one value, which stands under a name such as "contact.".
func checkNames(d *jsontext.Decoder, t reflect.Type, under, noun string) *surveys.Error {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if d.PeekKind() != '{' || t.Kind() != reflect.Struct {
		_ = d.SkipValue() // an error comes again
		return nil
	}
	_, _ = d.ReadToken()
	for name, more := nextName(d); more; name, more = nextName(d) {
		f, known := fieldOf(t, name)
		if known == "" {
			_ = d.SkipValue()
			continue
		}
		if name != known {
			return surveys.Refuse(surveys.Truncate(under+name, 63), "is not a field of an %s: it is written %s", noun, known)
		}
		if refused := checkNames(d, f.Type, under+name+".", noun); refused != nil {
			return refused
		}
	}
	_, _ = d.ReadToken()
	return nil
}

// nextName reads the next name of an object; false at its end, or when it is broken.
func nextName(d *jsontext.Decoder) (string, bool) {
	if d.PeekKind() != '"' {
		return "", false
	}
	token, err := d.ReadToken()
	return token.String(), err == nil
}

// fieldOf finds the field that encoding/json reads a name into, and how it is written.
func fieldOf(t reflect.Type, name string) (reflect.StructField, string) {
	for i := range t.NumField() {
		f := t.Field(i)
		if known, _, _ := strings.Cut(f.Tag.Get("json"), ","); strings.EqualFold(known, name) {
			return f, known
		}
	}
	return reflect.StructField{}, ""
}
