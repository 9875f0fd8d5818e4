package servers

import (
	"errors"
	"os"
	"path/filepath"
)

// folder is a temporary folder that is locked for as long as its test process
// lives, so that a later one can remove what a killed one left behind.
type folder struct {
	path string
	lock *os.File
}

// prefix starts the names of our folders.
const prefix = "halte-servers-"

// newFolder makes a folder that other users may enter, for the sake of servers
// that refuse to run as root.
func newFolder() (*folder, error) {
	sweep()
	path, err := os.MkdirTemp("", prefix)
	if err != nil {
		return nil, err
	}
	f := &folder{path: path}
	if err := os.Chmod(path, 0o755); err != nil {
		f.remove()
		return nil, err
	}
	// Locked before it gets the name by which sweep knows it.
	unlocked := filepath.Join(path, "unlocked")
	if f.lock, err = os.Create(unlocked); err == nil {
		if err = lock(f.lock); err == nil {
			err = os.Rename(unlocked, filepath.Join(path, "lock"))
		}
	}
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		f.remove()
		return nil, err
	}
	return f, nil
}

func (f *folder) remove() {
	_ = os.RemoveAll(f.path)
	if f.lock != nil {
		f.lock.Close()
	}
}

// sweep removes the folders of test processes that are gone.
func sweep() {
	locks, _ := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*", "lock"))
	for _, path := range locks {
		file, err := os.Open(path)
		if err != nil {
			continue // another user's, or just removed
		}
		if lock(file) == nil {
			_ = os.RemoveAll(filepath.Dir(path))
		}
		file.Close()
	}
}
