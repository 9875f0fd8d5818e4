package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"halte/surveys"
)

// records puts the lines of a file together to records, which encoding/csv takes apart.
// Where a record ends is found here, so that a quote that is never closed costs one
// record and not the rest of the file.
type records struct {
	lines *lines
	from  string // encoding; "" for UTF-8
	comma byte
	width int   // fields of the header; 0 before it is known
	bare  []int // columns without a name, which hold nothing
	torn  bool  // the file ends within the record that was read last
	feed  bytes.Buffer
	csv   *csv.Reader
}

// separateBy says what stands between fields.
func (r *records) separateBy(comma byte) {
	r.comma = comma
	r.csv = csv.NewReader(&r.feed)
	r.csv.Comma, r.csv.ReuseRecord, r.csv.FieldsPerRecord = rune(comma), true, -1
}

// next gives the fields of a record, valid until the next call, and the line on which
// it begins; or why it is refused. Records without anything, which spreadsheets put behind
// the others, are left out, and so are empty fields at the end of a record. The error is
// io.EOF at the end of the file.
func (r *records) next() (fields []string, at int, refused *surveys.Error, err error) {
	for {
		fields, at, refused, err = r.read()
		switch {
		case refused != nil || err != nil:
			return nil, at, refused, err
		case !slices.ContainsFunc(fields, holds):
			continue
		case r.width == 0:
			return fields, at, nil, nil
		}
		fields, refused = r.fit(fields)
		return fields, at, refused, nil
	}
}

// holds says whether something stands in a field.
func holds(field string) bool { return strings.TrimSpace(field) != "" }

// fit gives as many fields as the header has. One that the file ends within may lack more
// than empty fields.
func (r *records) fit(fields []string) ([]string, *surveys.Error) {
	if n := len(fields); n < r.width && r.torn || n > r.width && slices.ContainsFunc(fields[r.width:], holds) {
		return nil, surveys.Refuse("line", "has %d fields; the header has %d", n, r.width)
	}
	for len(fields) < r.width {
		fields = append(fields, "")
	}
	for _, i := range r.bare {
		if holds(fields[i]) {
			return nil, surveys.Refuse("line", "has something in column %d, which has no name; such columns are left out when you say so (--ignore-columns, or ignore_columns=true in the address)", i+1)
		}
	}
	return fields[:r.width], nil
}

// read is next of every record.
func (r *records) read() (fields []string, at int, refused *surveys.Error, err error) {
	first, ok := r.lines.next()
	for ok && len(first.text) == 0 {
		first, ok = r.lines.next()
	}
	if !ok {
		return nil, 0, nil, r.lines.err
	}
	all, refused := r.gather(first)
	if refused != nil {
		r.resume(all)
		return nil, first.number, refused, nil
	}
	r.torn = all[len(all)-1].torn
	r.feed.Reset()
	for _, l := range all {
		if refused := r.legible(l); refused != nil {
			return nil, l.number, refused, nil
		}
		r.feed.Write(l.text)
		r.feed.WriteByte('\n')
	}
	fields, err = r.csv.Read()
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		return nil, first.number, surveys.Refuse("line", "is not CSV: %s", bad.Err), nil
	case err != nil:
		return nil, first.number, nil, err
	}
	return fields, first.number, nil, nil
}

// gather reads the lines of one record: more than one where quotes hold the ends of
// lines.
func (r *records) gather(first line) ([]line, *surveys.Error) {
	all, size, open := []line{first}, 0, false
	for l := first; ; {
		var closedBadly bool
		open, _, closedBadly = r.scan(l.text, open)
		size += len(l.text) + 1
		switch {
		case l.long || size > maxRecord:
			return all, surveys.Refuse("line", "begins a record that is longer than %d bytes; is a quote not closed?", maxRecord)
		case closedBadly && len(all) > 1:
			return all, surveys.Refuse("line", "begins a record in which a quote is not closed")
		case closedBadly || !open:
			return all, nil
		}
		var ok bool
		if l, ok = r.lines.next(); !ok {
			return all, surveys.Refuse("line", "begins a record in which a quote is not closed")
		}
		all = append(all, l)
	}
}

// resume reads on after a record whose end nobody knows: at the first of its further
// lines that is a record by itself, else behind the line that closes the quote.
func (r *records) resume(all []line) {
	open, _, _ := r.scan(all[0].text, false)
	for i := 1; i < len(all); i++ {
		if r.stands(all[i]) {
			r.lines.back(all[i:])
			return
		}
		open, _, _ = r.scan(all[i].text, open)
	}
	for open && !all[0].long {
		l, ok := r.lines.next()
		if !ok {
			return
		}
		if r.stands(l) {
			r.lines.back([]line{l})
			return
		}
		open, _, _ = r.scan(l.text, open)
	}
}

// stands says whether a line is a record by itself.
func (r *records) stands(l line) bool {
	open, fields, bad := r.scan(l.text, false)
	return !open && !bad && !l.long && fields == r.width
}

// scan tells whether a quote is open after a line, open says whether one was before it,
// and how many fields the line has; bad is a quote that ends in the middle of a field.
func (r *records) scan(text []byte, open bool) (still bool, fields int, bad bool) {
	fields = 1
	begins := !open // of a field
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case open && c == '"' && i+1 < len(text) && text[i+1] == '"':
			i++
		case open && c == '"':
			open = false
			if i+1 < len(text) && text[i+1] != r.comma {
				return false, fields, true
			}
		case open:
		case c == r.comma:
			fields, begins = fields+1, true
			continue
		case c == '"' && begins:
			open = true
		}
		begins = false
	}
	return open, fields, false
}

// legible refuses a line in which letters would get lost.
func (r *records) legible(l line) *surveys.Error {
	if refused := surveys.CheckUTF8("line", l.text); refused != nil {
		return refused
	}
	if r.from != "" && bytes.ContainsRune(l.text, utf8.RuneError) {
		return surveys.Refuse("line", "holds bytes that are no letters in %s", r.from)
	}
	return nil
}

// ended says that nothing more comes, for another reason than the end of the file.
func ended(err error) *surveys.Error {
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	return surveys.Errorf(surveys.Unavailable, "the file cannot be read further: %v", err)
}
