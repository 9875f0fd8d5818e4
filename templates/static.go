package templates

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"

	"halte/templates/brand"
)

// staticPrefix is the path under which the pages look for their files.
const staticPrefix = "/static/"

// static serves the embedded files under their own name and under a name with
// a hash of the content, which may be cached for ever.
type static struct {
	content map[string][]byte // by both names
	hashed  map[string]string // own name to name with hash
}

func newStatic() (*static, error) {
	s := &static{content: map[string][]byte{}, hashed: map[string]string{}}
	entries, err := files.ReadDir("static")
	if err != nil {
		return nil, err
	}
	for _, entry := range entries {
		name := entry.Name()
		data, err := files.ReadFile("static/" + name)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(data)
		ext := path.Ext(name)
		hashed := strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:4]) + ext
		s.hashed[name] = hashed
		s.content[name], s.content[hashed] = data, data
	}
	return s, nil
}

// url returns the address of a static file, with the hash of its content.
func (s *static) url(name string) string {
	return staticPrefix + s.hashed[name]
}

var brandFile = regexp.MustCompile(`^brand-([0-9a-f]{6})\.css$`)

// find returns a file by either of its names; a brand's stylesheet is made on
// the spot.
func (s *static) find(name string) ([]byte, bool) {
	if data, ok := s.content[name]; ok {
		return data, true
	}
	if m := brandFile.FindStringSubmatch(name); m != nil {
		data, err := brand.CSS(m[1])
		return data, err == nil
	}
	return nil, false
}

// Open makes the files an fs.FS.
func (s *static) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	data, ok := s.find(name)
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return memory{bytes.NewReader(data), path.Base(name)}, nil
}

// memory is a read-only file that lives in memory.
type memory struct {
	*bytes.Reader
	name string
}

func (m memory) Stat() (fs.FileInfo, error) { return m, nil }
func (m memory) Close() error               { return nil }
func (m memory) Name() string               { return m.name }
func (m memory) Mode() fs.FileMode          { return 0o444 }
func (m memory) ModTime() time.Time         { return time.Time{} }
func (m memory) IsDir() bool                { return false }
func (m memory) Sys() any                   { return nil }

// Static returns the stylesheets and scripts as a file system: each under its
// own name ("halte.css"), under its name with a hash of the content
// ("halte.1a2b3c4d.css"), and the stylesheet of any brand ("brand-0b5d3b.css").
func (t *Templates) Static() fs.FS { return t.static }

// StaticHandler serves the same files under /static/, cached for ever where the
// name carries a hash.
func (t *Templates) StaticHandler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := strings.TrimPrefix(r.URL.Path, staticPrefix)
		data, ok := t.static.find(name)
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", contentType(name))
		h.Set("X-Content-Type-Options", "nosniff")
		if _, own := t.static.hashed[name]; own || brandFile.MatchString(name) {
			h.Set("Cache-Control", "public, max-age=3600")
		} else {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		}
		if r.Method != http.MethodHead {
			_, _ = io.Copy(w, bytes.NewReader(data))
		}
	})
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	return "application/octet-stream"
}
