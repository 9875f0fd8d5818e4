package jsonlist

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"halte/surveys"
)

// Object reads one object and refuses fields that it does not have, or that
// stand twice: which of the two was meant nobody can know.
func Object(raw []byte, into any, noun string) *surveys.Error {
	if refused := surveys.CheckUTF8(noun, raw); refused != nil {
		return refused // a decoder would put another letter in its place
	}
	if refused := CheckNames(raw, into, noun); refused != nil {
		return refused
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	d.UseNumber() // a float64 would make one number of two order numbers
	if err := d.Decode(into); err != nil {
		return jsonRefusal(err, noun)
	}
	if rest := raw[d.InputOffset():]; len(bytes.TrimSpace(rest)) > 0 {
		return surveys.Refuse(noun, "is followed by something else")
	}
	return nil
}

// CheckRepeated refuses a JSON text in which a name stands twice in one object. It finds
// no other mistake: the caller does when it reads the text.
func CheckRepeated(raw []byte) *surveys.Error {
	d := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowInvalidUTF8(true))
	_, err := d.ReadValue()
	var at *jsontext.SyntacticError
	if !errors.As(err, &at) || !errors.Is(err, jsontext.ErrDuplicateName) {
		return nil
	}
	field := strings.Join(slices.Collect(at.JSONPointer.Tokens()), ".")
	return surveys.Refuse(surveys.Truncate(field, surveys.MaxID), "stands there twice")
}

// jsonRefusal names the field that a JSON error is about.
func jsonRefusal(err error, noun string) *surveys.Error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		field := kind.Field
		if field == "" {
			field = noun
		}
		return surveys.Refuse(field, "is a JSON %s; %s is wanted", kind.Value, kindInJSON(kind.Type))
	}
	if name, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		if plain, err := strconv.Unquote(name); err == nil {
			name = plain
		}
		if name == "" {
			return surveys.Refuse(noun, "has a field without a name")
		}
		return surveys.Refuse(surveys.Truncate(name, 63), "is not a field of an %s", noun)
	}
	return surveys.Refuse(noun, "is not JSON: %s", jsonReason(err))
}

func kindInJSON(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a string"
	case reflect.Map, reflect.Struct, reflect.Pointer:
		return "an object"
	case reflect.Slice:
		return "an array"
	case reflect.Bool:
		return "true or false"
	case reflect.Int:
		return "a whole number"
	}
	return "a number"
}

func jsonReason(err error) string {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return "it cannot be read"
	case errors.As(err, &syntax):
		return fmt.Sprintf("%s (at byte %d)", syntax.Error(), syntax.Offset)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it ends too early"
	}
	return strings.TrimPrefix(strings.TrimPrefix(err.Error(), "jsontext: "), "json: ")
}
