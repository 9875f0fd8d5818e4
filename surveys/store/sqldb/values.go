package sqldb

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"halte/surveys"
)

// Instant is a time as it is kept: UTC, microseconds, NULL when it is zero.
type Instant struct{ time.Time }

// sqliteTime is how the SQLite driver writes a time. In UTC it sorts as text.
const sqliteTime = "2006-01-02 15:04:05.999999999-07:00"

// At is a time as it is written: in UTC, in microseconds; nothing for the zero time.
func At(t time.Time) Instant {
	if t.IsZero() {
		return Instant{}
	}
	return Instant{t.UTC().Truncate(time.Microsecond)}
}

// Value gives the time to a driver.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.Time, nil
}

// Scan reads the time from a driver.
func (i *Instant) Scan(src any) (err error) {
	switch v := src.(type) {
	case nil:
		i.Time = time.Time{}
	case time.Time:
		i.Time = v.UTC()
	case string:
		i.Time, err = time.Parse(sqliteTime, v)
		i.Time = i.UTC()
	default:
		err = fmt.Errorf("a time cannot be read from %T", src)
	}
	return err
}

// Object is a JSON object, kept as text; never null.
type Object[V any] map[string]V

// Value gives the object to a driver.
func (o Object[V]) Value() (driver.Value, error) {
	if o == nil {
		return "{}", nil
	}
	return encode(map[string]V(o))
}

// Scan reads the object from a driver.
func (o *Object[V]) Scan(src any) error {
	*o = Object[V]{}
	if properties, ok := any((*map[string]V)(o)).(*map[string]any); ok {
		return decode(src, (*plain)(properties))
	}
	return decode(src, (*map[string]V)(o))
}

// plain reads values of any kind without losing digits of their numbers.
type plain map[string]any

// UnmarshalJSON implements json.Unmarshaler.
func (p *plain) UnmarshalJSON(text []byte) (err error) {
	*p, err = surveys.ReadProperties(text)
	return err
}

// Array is a JSON array, kept as text; never null.
type Array[E any] []E

// Value gives the array to a driver.
func (a Array[E]) Value() (driver.Value, error) {
	if a == nil {
		return "[]", nil
	}
	return encode([]E(a))
}

// Scan reads the array from a driver.
func (a *Array[E]) Scan(src any) error {
	*a = Array[E]{}
	return decode(src, (*[]E)(a))
}

// Whole is any value kept as JSON.
type Whole[T any] struct{ V T }

// Value gives the value to a driver.
func (w Whole[T]) Value() (driver.Value, error) { return encode(w.V) }

// Scan reads the value from a driver.
func (w *Whole[T]) Scan(src any) error { return decode(src, &w.V) }

func encode(v any) (driver.Value, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

func decode(src, dest any) error {
	switch v := src.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), dest)
	case []byte:
		return json.Unmarshal(v, dest)
	}
	return fmt.Errorf("JSON cannot be read from %T", src)
}

// documentText gives the JSON of a column of kind document.
func documentText(v reflect.Value) (string, error) {
	text, err := v.Interface().(driver.Valuer).Value()
	if err != nil {
		return "", err
	}
	return text.(string), nil
}
