package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"halte/scheduler"
	"halte/surveys"
	"halte/surveys/dispatch"
)

// markFolder keeps in a folder how far databases came, in a file for each.
type markFolder string

// MarkRaise implements dispatch.MarkKeeper. A process that keeps a mark at the same
// moment as another may put an older one in place of a newer one, until it keeps the next.
func (folder markFolder) MarkRaise(_ context.Context, m surveys.Mark) (surveys.Mark, error) {
	there := surveys.Mark{Database: m.Database}
	text, err := os.ReadFile(folder.file(m.Database))
	if err == nil {
		// What cannot be read was cut off by a machine that stopped: as good as none.
		there.At, _ = time.Parse(time.RFC3339Nano, strings.TrimSpace(string(text)))
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return surveys.Mark{}, err
	}
	if !m.Further(there) {
		return there, nil
	}
	return m, folder.write(m)
}

// write puts the file in place whole, or not at all.
func (folder markFolder) write(m surveys.Mark) error {
	f, err := os.CreateTemp(string(folder), "mark-*.new")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, m.At.UTC().Format(time.RFC3339Nano))
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), folder.file(m.Database))
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

func (folder markFolder) file(database string) string {
	return filepath.Join(string(folder), "mark-"+database)
}

// marks gives what keeps marks outside the database: a Redis that is not the embedded
// one, and the data folder. close ends it.
func (c config) marks() (keepers []dispatch.MarkKeeper, close func() error) {
	close = func() error { return nil }
	if !c.redis.Embedded() {
		inRedis := scheduler.NewMarks(c.redis)
		keepers, close = append(keepers, inRedis), inRedis.Close
	}
	if folder := c.markFolder(); folder != "" {
		keepers = append(keepers, markFolder(folder))
	}
	return keepers, close
}

// markFolder is where marks are kept: HALTE_DATA, or the folder of the SQLite file, or the
// folder data where there is one; empty for none.
func (c config) markFolder() string {
	if c.data != "" {
		return c.data
	}
	if c.sqlite() {
		return c.databaseFolder()
	}
	if i, err := os.Stat(dataFolder); err == nil && i.IsDir() {
		return dataFolder
	}
	return ""
}
