package surveys

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// answerColumns are the columns a file of answers may have, in any order.
var answerColumns = []string{"response_id", "event_id", "touchpoint", "survey", "contact_id", "occurred_at", "answered_at", "locale", "channel", "rating", "comment"}

// ReadAnswer is one line of a file of answers, or why it was refused.
type ReadAnswer struct {
	Answer  GivenAnswer
	Line    int // in the file, from 1, where the record begins
	Refused *Error
}

// ReadAnswersCSV reads answers from CSV with a header line, without holding more
// than one. Its column channel is the answer's source ("email" is mail). A line
// that cannot be read is refused and the next one goes on; the error is about the
// file as a whole: a header that lacks a column, or names one that does not exist.
func ReadAnswersCSV(r io.Reader) (iter.Seq[ReadAnswer], error) {
	bounded := &recordReader{r: bufio.NewReader(r)}
	if first, _ := bounded.r.Peek(len(byteOrderMark)); bytes.Equal(first, byteOrderMark) {
		_, _ = bounded.r.Discard(len(byteOrderMark))
	}
	c := csv.NewReader(bounded)
	c.ReuseRecord = true
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if err != nil {
		return nil, Refuse("header", "cannot be read: the file needs a first line such as %s", strings.Join(answerColumns, ","))
	}
	column := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(answerColumns, name) {
			return nil, Refuse("header", "names a column %q; there are %s", truncate(name, 60), strings.Join(answerColumns, ", "))
		}
		if _, twice := column[name]; twice {
			return nil, Refuse("header", "names the column %s twice", name)
		}
		column[name] = i
	}
	for _, name := range []string{"response_id", "rating"} {
		if _, ok := column[name]; !ok {
			return nil, Refuse("header", "lacks the column %s", name)
		}
	}
	width := len(header)
	return func(yield func(ReadAnswer) bool) {
		for {
			bounded.used = 0
			record, err := c.Read()
			if err == io.EOF {
				return
			}
			line := 0
			if len(record) > 0 { // a broken record has no fields whose place could be told
				line, _ = c.FieldPos(0)
			}
			var bad *csv.ParseError
			switch {
			case errors.As(err, &bad):
				if !yield(ReadAnswer{Line: bad.StartLine, Refused: Refuse("line", "is not CSV: %s", bad.Err)}) {
					return
				}
				continue
			case err != nil:
				yield(ReadAnswer{Refused: Errorf(ifElse(errors.Is(err, errRecordTooLong), TooLarge, Unavailable), "the file cannot be read further: %v", err)})
				return
			case len(record) != width:
				if !yield(ReadAnswer{Line: line, Refused: Refuse("line", "has %d fields; the header has %d", len(record), width)}) {
					return
				}
				continue
			}
			a, refused := readAnswer(func(name string) string {
				if i, ok := column[name]; ok {
					return strings.Clone(record[i])
				}
				return ""
			})
			if !yield(ReadAnswer{a, line, refused}) {
				return
			}
		}
	}, nil
}

// maxRecord bounds one record of a file: a quote that is never closed would else
// take the rest of the file into memory.
const maxRecord = 1 << 20

var errRecordTooLong = fmt.Errorf("a record is longer than %d bytes; is a quote not closed?", maxRecord)

// recordReader stops reading when a record, begun with used at 0, grows too long.
type recordReader struct {
	r    *bufio.Reader
	used int
}

func (r *recordReader) Read(p []byte) (int, error) {
	if r.used > maxRecord {
		return 0, errRecordTooLong
	}
	n, err := r.r.Read(p)
	r.used += n
	return n, err
}

func readAnswer(field func(string) string) (GivenAnswer, *Error) {
	a := GivenAnswer{
		ID: field("response_id"), EventID: field("event_id"), Touchpoint: field("touchpoint"), Survey: field("survey"),
		ContactID: field("contact_id"), Locale: field("locale"), Source: Source(field("channel")), Comment: field("comment"),
	}
	if a.ID == "" {
		return a, Refuse("response_id", "is missing: without it a second import would count the answer twice")
	}
	if a.Source == "email" {
		a.Source = SourceMail
	}
	rating, err := strconv.Atoi(strings.TrimSpace(field("rating")))
	if err != nil {
		return a, Refuse("rating", "is not a whole number")
	}
	a.Rating = &rating
	for _, f := range []struct {
		name string
		to   *time.Time
	}{{"occurred_at", &a.OccurredAt}, {"answered_at", &a.AnsweredAt}} {
		text := field(f.name)
		if text == "" {
			continue
		}
		var refused *Error
		if *f.to, refused = readTime(f.name, &text); refused != nil {
			return a, refused
		}
	}
	return a, nil
}
