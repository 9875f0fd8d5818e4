package dispatch

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"io"
	"iter"
	"slices"
	"time"

	"halte/surveys"
	"halte/surveys/sheet"
)

// suppressionColumns are the columns of an exported list. Addresses never come
// out; one that is read may hold the column address in place of person and key.
var suppressionColumns = []string{"person", "touchpoint", "reason", "since", "key"}

// ReadSuppression is one line of a file of suppressions, or why it was refused.
type ReadSuppression struct {
	Suppression surveys.Suppression
	Line        int
	Refused     *surveys.Error
}

// Suppressing counts the lines of a list by their outcome.
type Suppressing struct {
	Added   int               `json:"added" doc:"Suppressions that are new"`
	Already int               `json:"already" doc:"Those that were there before; they stay as they are"`
	Refused []surveys.Problem `json:"refused" doc:"Lines that could not be taken, and why: the first hundred of them"`
	More    int               `json:"refused_more,omitempty" doc:"How many more could not be taken; left out when none"`
}

// mostRefused is how many refused lines are told: enough to see what is wrong, and few
// enough that the answer is never larger than what was sent.
const mostRefused = 100

// suppressBatch is how many are stored at once: few enough that nobody waits
// long, many enough that a commit costs little.
const suppressBatch = 200

// SuppressAll stores a list as it is read, batch by batch: what is refused keeps
// no other out.
func (s *Service) SuppressAll(ctx context.Context, list iter.Seq[ReadSuppression]) (Suppressing, error) {
	out := Suppressing{Refused: []surveys.Problem{}}
	batch := make([]surveys.Suppression, 0, suppressBatch)
	commit := func() error {
		added, err := s.Suppress(ctx, batch)
		if err == nil {
			out.Added, out.Already, batch = out.Added+added, out.Already+len(batch)-added, batch[:0]
		}
		return err
	}
	for read := range list {
		if read.Refused != nil && len(out.Refused) == mostRefused {
			out.More++
			continue
		}
		if read.Refused != nil {
			out.Refused = append(out.Refused, surveys.Problem{Line: read.Line, Field: read.Refused.Field, Reason: read.Refused.Message})
			continue
		}
		if batch = append(batch, read.Suppression); len(batch) == suppressBatch {
			if err := commit(); err != nil {
				return out, err
			}
		}
	}
	return out, commit()
}

// SuppressRequest asks that somebody be kept from being mailed.
type SuppressRequest struct {
	Who        string    // an address, or a Person of this installation
	Touchpoint string    // a touchpoint's key; everything when empty
	Reason     string    // one of SuppressionReasons; manual when empty
	Since      time.Time // now when zero
}

// NewSuppression gives the suppression that was asked for; Invalid with the field when
// something does not fit. The touchpoint need not exist (any more).
func (s *Service) NewSuppression(r SuppressRequest) (surveys.Suppression, error) {
	who, err := s.PersonOf(r.Who)
	if err != nil {
		return surveys.Suppression{}, err
	}
	out := surveys.Suppression{Person: who, Touchpoint: r.Touchpoint, Reason: surveys.SuppressionReason(r.Reason), Since: surveys.Micros(r.Since)}
	if out.Reason == "" {
		out.Reason = surveys.Manual
	}
	if !slices.Contains(surveys.SuppressionReasons(), out.Reason) {
		return surveys.Suppression{}, surveys.Refuse("reason", "is not one of %v", surveys.SuppressionReasons())
	}
	if out.Touchpoint != "" && !surveys.IsKey(out.Touchpoint) {
		return surveys.Suppression{}, surveys.Refuse("touchpoint", "%s", surveys.BadKey)
	}
	if now := s.now(); out.Since.IsZero() || out.Since.After(now) {
		out.Since = now
	}
	return out, nil
}

// keyMark tells whether persons were made with the same secret; it gives nothing
// of it away.
func keyMark(s surveys.Secret) string { return hex.EncodeToString(s.Mac("key mark", "")[:6]) }

// ReadSuppressionsCSV reads a list from CSV with a header line: addresses, or
// what WriteSuppressions wrote. A line that cannot be read is refused and the
// next one goes on; the error is about the file as a whole.
func (s *Service) ReadSuppressionsCSV(r io.Reader, form sheet.Form) (iter.Seq[ReadSuppression], error) {
	rows, err := sheet.Read(r, form, append([]string{"address"}, suppressionColumns...))
	if err != nil {
		return nil, err
	}
	return func(yield func(ReadSuppression) bool) {
		for row := range rows {
			read := ReadSuppression{Line: row.Line, Refused: row.Refused}
			if read.Refused == nil {
				read.Suppression, read.Refused = s.readSuppression(row.Field, form)
			}
			if !yield(read) {
				return
			}
		}
	}, nil
}

func (s *Service) readSuppression(field func(string) string, form sheet.Form) (surveys.Suppression, *surveys.Error) {
	address, person := field("address"), field("person")
	r := SuppressRequest{Who: address, Touchpoint: field("touchpoint"), Reason: field("reason")}
	switch {
	case address != "" && person != "":
		return surveys.Suppression{}, surveys.Refuse("person", "stands beside an address: one of them says whom")
	case person != "" && !surveys.IsPerson(person):
		return surveys.Suppression{}, surveys.Refuse("person", "is not what stands for an address here; put addresses into the column address")
	case person != "" && field("key") != keyMark(s.secret):
		return surveys.Suppression{}, surveys.Refuse("key", "is of another installation, or missing: these persons were made with another secret and would match nobody")
	case person != "":
		r.Who = person
	}
	since, refused := form.Time("since", field("since"))
	if refused == nil && !since.IsZero() && since.Year() < 1970 {
		refused = surveys.Refuse("since", "lies before 1970")
	}
	if refused != nil {
		return surveys.Suppression{}, refused
	}
	r.Since = since
	out, err := s.NewSuppression(r)
	refused, _ = errors.AsType[*surveys.Error](err) // it gives no other
	return out, refused
}

// WriteSuppressions writes the whole list as CSV, newest first. It holds no
// address: persons stand for them, and mean something only with the same secret.
func (s *Service) WriteSuppressions(ctx context.Context, w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(suppressionColumns); err != nil {
		return err
	}
	mark, after := keyMark(s.secret), surveys.Cursor{}
	for {
		page, err := s.store.Read(ctx).SuppressionList(after, 1000)
		if err != nil {
			return err
		}
		for _, one := range page {
			err := out.Write([]string{string(one.Person), one.Touchpoint, string(one.Reason), one.Since.Format(time.RFC3339Nano), mark})
			if err != nil {
				return err
			}
			after = one.Cursor()
		}
		if len(page) < 1000 {
			out.Flush()
			return out.Error()
		}
	}
}
