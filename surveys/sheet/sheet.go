package sheet

import (
	"bytes"
	"io"
	"iter"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"halte/surveys"
)

// Row is one record of a file, or why it was refused.
type Row struct {
	Line    int                      // in the file, from 1, where the record begins; 0 when that cannot be told
	Field   func(name string) string // of the record, without white space around it; "" for a column that the file lacks
	Refused *surveys.Error
}

// Read reads CSV with a header line, without holding more than one record. Columns are
// known by their names in any letter case, whatever stands between the words. A record
// that cannot be read is refused and the next one goes on; the error is about the file
// as a whole: a header that lacks a column which is needed, or names one that does not
// exist.
func Read(r io.Reader, f Form, columns []string, needed ...string) (iter.Seq[Row], error) {
	text, from, refused := surveys.Decode(r, f.Encoding)
	if refused != nil {
		return nil, refused
	}
	in := &records{lines: newLines(text), from: from}
	column, refused := in.header(f, columns, needed)
	if refused != nil {
		return nil, refused
	}
	return func(yield func(Row) bool) {
		for {
			fields, at, refused, err := in.next()
			if err != nil {
				if refused := ended(err); refused != nil {
					yield(Row{Refused: refused})
				}
				return
			}
			field := func(name string) string {
				if i, ok := column[name]; ok {
					return strings.Clone(strings.TrimSpace(fields[i]))
				}
				return ""
			}
			if !yield(Row{Line: at, Field: field, Refused: refused}) {
				return
			}
		}
	}, nil
}

// separator is what a line says that stands before the header, for Excel.
var separator = regexp.MustCompile(`(?i)^"?sep=([,;|\t])"?$`)

// header reads the names of the columns, and finds what stands between fields.
func (r *records) header(f Form, columns, needed []string) (map[string]int, *surveys.Error) {
	first, ok := r.lines.next()
	for ok && len(bytes.TrimFunc(first.text, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(`,;|"`, c) })) == 0 {
		first, ok = r.lines.next()
	}
	if told := separator.FindSubmatch(first.text); told != nil {
		r.separateBy(told[1][0])
	} else {
		r.separateBy(commaOf(string(first.text), columns))
		r.lines.back([]line{first})
	}
	var names []string
	if ok {
		var refused *surveys.Error
		var err error
		if names, _, refused, err = r.next(); refused != nil {
			return nil, surveys.Refuse("header", "cannot be read: line %d %s", first.number, refused.Message)
		} else if err != nil {
			names = nil
		}
	}
	if bytes.IndexByte(first.text, 0) >= 0 {
		return nil, surveys.Refuse("header", "is not UTF-8; if it is UTF-16, say so by its name utf-16le or utf-16be")
	}
	if len(names) == 0 {
		return nil, surveys.Refuse("header", "cannot be read: the file needs a first line such as %s", strings.Join(columns, ","))
	}
	r.width = len(names)
	for i, name := range names {
		if !f.IgnoreColumns && !holds(name) {
			r.bare = append(r.bare, i)
		}
	}
	return columnsOf(names, f, columns, needed)
}

func columnsOf(names []string, f Form, columns, needed []string) (map[string]int, *surveys.Error) {
	column := map[string]int{}
	for i, name := range names {
		known := slices.IndexFunc(columns, func(c string) bool { return folded(c) == folded(name) })
		if known < 0 && (f.IgnoreColumns || !holds(name)) {
			continue
		}
		if known < 0 {
			return nil, surveys.Refuse("header", "names a column %q; there are %s. Further columns are left out when you say so (--ignore-columns, or ignore_columns=true in the address)",
				surveys.Truncate(strings.TrimSpace(name), 60), strings.Join(columns, ", "))
		}
		if _, twice := column[columns[known]]; twice {
			return nil, surveys.Refuse("header", "names the column %s twice", columns[known])
		}
		column[columns[known]] = i
	}
	for _, name := range needed {
		if _, ok := column[name]; !ok {
			return nil, surveys.Refuse("header", "lacks the column %s", name)
		}
	}
	return column, nil
}

// commaOf finds what stands between the fields of a header: what divides it into the
// most names that are known.
func commaOf(header string, columns []string) byte {
	best, most := byte(','), -1
	for _, comma := range []string{",", ";", "\t", "|"} {
		names := strings.Split(header, comma)
		known := 0
		for _, name := range names {
			if slices.ContainsFunc(columns, func(c string) bool { return folded(c) == folded(name) }) {
				known++
			}
		}
		if known > most {
			best, most = comma[0], known
		}
	}
	return best
}

// folded gives what two spellings of a column's name share: Response ID and response_id.
func folded(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
