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
	"strings"
)

// csvLine is one record of a file, or why it was refused.
type csvLine struct {
	Number  int                      // in the file, from 1, where the record begins; 0 when that cannot be told
	Field   func(name string) string // of the record; "" for a column that the file lacks
	Refused *Error
}

// CsvLines reads CSV with a header line, without holding more than one record. A
// record that cannot be read is refused and the next one goes on; the error is
// about the file as a whole: a header that lacks a column which is needed, or
// names one that does not exist.
func CsvLines(r io.Reader, columns []string, needed ...string) (iter.Seq[csvLine], error) {
	bounded := &recordReader{r: bufio.NewReader(r)}
	if first, _ := bounded.r.Peek(len(byteOrderMark)); bytes.Equal(first, byteOrderMark) {
		_, _ = bounded.r.Discard(len(byteOrderMark))
	}
	c := csv.NewReader(bounded)
	c.ReuseRecord = true
	c.FieldsPerRecord = -1
	header, err := c.Read()
	if err != nil {
		return nil, Refuse("header", "cannot be read: the file needs a first line such as %s", strings.Join(columns, ","))
	}
	column := map[string]int{}
	for i, name := range header {
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(columns, name) {
			return nil, Refuse("header", "names a column %q; there are %s", Truncate(name, 60), strings.Join(columns, ", "))
		}
		if _, twice := column[name]; twice {
			return nil, Refuse("header", "names the column %s twice", name)
		}
		column[name] = i
	}
	for _, name := range needed {
		if _, ok := column[name]; !ok {
			return nil, Refuse("header", "lacks the column %s", name)
		}
	}
	width := len(header)
	return func(yield func(csvLine) bool) {
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
				if !yield(csvLine{Number: bad.StartLine, Refused: Refuse("line", "is not CSV: %s", bad.Err)}) {
					return
				}
				continue
			case err != nil:
				yield(csvLine{Refused: Errorf(IfElse(errors.Is(err, errRecordTooLong), TooLarge, Unavailable), "the file cannot be read further: %v", err)})
				return
			case len(record) != width:
				if !yield(csvLine{Number: line, Refused: Refuse("line", "has %d fields; the header has %d", len(record), width)}) {
					return
				}
				continue
			}
			field := func(name string) string {
				if i, ok := column[name]; ok {
					return strings.Clone(record[i])
				}
				return ""
			}
			if !yield(csvLine{Number: line, Field: field}) {
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
