package definition

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"halte/surveys"
	"halte/surveys/jsonlist"
)

// Bounds of a definition as a text.
const (
	MaxDefinition = 1 << 20 // bytes, as it is sent and as it is exported
	maxNodes      = 150_000 // values, with aliases followed
	maxProblems   = 100     // told at once
)

// ReadDefinition reads a definition from YAML or JSON and checks it. What is
// wrong with it comes back as an *Error with every problem that was found, in
// the order of lines.
//
// It is strict where a mistake would be silent: an unknown key, a key that
// stands twice, a number where text belongs. White space around a text means
// nothing and is dropped. Aliases are followed, merge keys are not.
func ReadDefinition(text []byte) (surveys.Definition, error) {
	r, d, err := readDefinition(text)
	if err != nil {
		return surveys.Definition{}, err
	}
	r.hollow(d)
	problems := r.problems
	if !r.torn {
		for _, p := range Check(d) {
			if !r.blamed(p.Field) {
				problems = append(problems, r.located(p))
			}
		}
	}
	if len(problems) > 0 {
		return surveys.Definition{}, refused(problems)
	}
	if _, err := WriteDefinition(d); err != nil {
		return surveys.Definition{}, err // aliases made a short text long
	}
	return d, nil
}

// refusedDefinition makes the error for problems that were found in a
// definition after it was read from text.
func refusedDefinition(text []byte, problems []surveys.Problem) error {
	r, _, err := readDefinition(text)
	if err != nil {
		return err
	}
	found := make([]surveys.Problem, len(problems))
	for i, p := range problems {
		found[i] = r.located(p)
	}
	return refused(found)
}

// refused makes the error for a definition with problems.
func refused(problems []surveys.Problem) *surveys.Error {
	slices.SortStableFunc(problems, func(a, b surveys.Problem) int { return a.Line - b.Line })
	if more := len(problems) - maxProblems; more > 0 {
		problems = append(problems[:maxProblems:maxProblems], surveys.Problem{Reason: fmt.Sprintf("and %d problems more", more)})
	}
	return &surveys.Error{Kind: surveys.Invalid, Message: "The definition is refused.", Problems: problems}
}

// hollow refuses what is written and empty where leaving it out would mean
// something else than it says.
func (r *definitionReader) hollow(d surveys.Definition) {
	for i, t := range d.Triggers {
		at := item("triggers", i)
		if field := child(at, "expires"); t.Expires == 0 && r.lines[field] > 0 && !r.blamed(field) {
			r.refuse(field, "must be longer than nothing; leave it out for %s", DefaultExpiry)
		}
		if field := child(child(at, "window"), "days"); t.Window != nil && len(t.Window.Days) == 0 && r.lines[field] > 0 && !r.blamed(field) {
			r.refuse(field, "needs at least one day; leave it out for every day")
		}
	}
}

func readDefinition(text []byte) (*definitionReader, surveys.Definition, error) {
	r := &definitionReader{lines: map[string]int{}, blame: map[string]bool{}}
	var d surveys.Definition
	if len(text) > MaxDefinition {
		return nil, d, surveys.Errorf(surveys.TooLarge, "The definition is larger than %d bytes.", MaxDefinition)
	}
	if !utf8.Valid(text) {
		return nil, d, refused([]surveys.Problem{{Reason: "the text is not UTF-8"}})
	}
	// Before it is parsed: a tree takes hundreds of bytes for each of its values.
	if n := bytes.Count(text, []byte("\n")) + bytes.Count(text, []byte(":")) + bytes.Count(text, []byte("- ")) + bytes.Count(text, []byte("? ")) + jsonlist.CountValues(text); n > maxNodes {
		return nil, d, refused([]surveys.Problem{{Reason: fmt.Sprintf("the text has more than %d values", maxNodes)}})
	}
	root, problem := parseDefinition(bytes.TrimPrefix(text, []byte("\ufeff")))
	if problem != nil {
		return nil, d, refused([]surveys.Problem{*problem})
	}
	r.lines[""] = root.Line
	r.read(root, reflect.ValueOf(&d).Elem(), "")
	return r, d, nil
}

// parseDefinition gives the tree of the only document in the text.
func parseDefinition(text []byte) (*yaml.Node, *surveys.Problem) {
	if trimmed := bytes.TrimLeft(text, " \t\r\n"); bytes.HasPrefix(trimmed, []byte("{")) && json.Valid(text) {
		return jsonTree(text), nil
	}
	var document, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	if err := decoder.Decode(&document); errors.Is(err, io.EOF) {
		return nil, &surveys.Problem{Reason: "the text is empty"}
	} else if err != nil {
		return nil, syntaxProblem(err)
	}
	if err := decoder.Decode(&second); err == nil {
		return nil, &surveys.Problem{Line: second.Line, Reason: "a second document begins here; a definition is one document"}
	} else if !errors.Is(err, io.EOF) {
		return nil, syntaxProblem(err)
	}
	return document.Content[0], nil
}

var (
	yamlMessage = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)`)
	// The parser counts lines from 0, unlike the scanner below it.
	yamlFromZero = regexp.MustCompile(`^did not find expected (<|key|'-' indicator|',' or|node content)`)
)

// syntaxProblem makes a problem of what the YAML library says.
func syntaxProblem(err error) *surveys.Problem {
	m := yamlMessage.FindStringSubmatch(err.Error())
	if m == nil {
		return &surveys.Problem{Reason: err.Error()}
	}
	line, _ := strconv.Atoi(m[1])
	reason := m[2]
	if yamlFromZero.MatchString(reason) {
		line++
	}
	switch {
	case strings.HasPrefix(reason, "did not find expected ',' or"):
		reason += "; a text that holds a comma, a bracket or a question mark must be in quotes"
	case strings.HasPrefix(reason, "mapping values are not allowed"):
		reason = "a text that holds a colon and a space must be in quotes"
	case reason == "found character that cannot start any token":
		reason += "; indent with spaces, and put a text that begins with @, ` or % in quotes"
	}
	return &surveys.Problem{Line: max(line, 1), Reason: reason}
}

// definitionReader fills a Definition from a tree, and remembers where
// everything stood.
type definitionReader struct {
	lines    map[string]int  // line of each path
	blame    map[string]bool // paths that have a problem already
	problems []surveys.Problem
	nodes    int
	torn     bool // parts are missing, so that a check would blame the others
}

func (r *definitionReader) refuse(path, format string, args ...any) {
	r.refuseLine(r.located(surveys.Problem{Field: path}).Line, path, format, args...)
}

func (r *definitionReader) refuseLine(line int, path, format string, args ...any) {
	r.blame[path] = true
	r.problems = append(r.problems, surveys.Problem{Field: path, Line: line, Reason: fmt.Sprintf(format, args...)})
}

// full says whether reading on would help nobody.
func (r *definitionReader) full() bool {
	if !r.torn && r.nodes > maxNodes {
		r.torn = true
		r.refuse("", "has more than %d values, aliases followed", maxNodes)
	}
	return r.nodes > maxNodes || len(r.problems) > 10*maxProblems
}

// located gives the problem with the line of its field, or of what the field
// would stand in.
func (r *definitionReader) located(p surveys.Problem) surveys.Problem {
	path := p.Field
	for path != "" && r.lines[path] == 0 {
		path = parent(path)
	}
	p.Line = r.lines[path]
	return p
}

// blamed says whether the field, or what it stands in, has a problem already.
func (r *definitionReader) blamed(path string) bool {
	for ; path != ""; path = parent(path) {
		if r.blame[path] {
			return true
		}
	}
	return r.blame[""]
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,63}$`)

func parent(path string) string { return path[:max(0, strings.LastIndexAny(path, ".["))] }

// read puts what n says into v.
func (r *definitionReader) read(n *yaml.Node, v reflect.Value, path string) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if r.nodes++; r.full() {
		return
	}
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return // the same as left out
	}
	if u, ok := v.Addr().Interface().(encoding.TextUnmarshaler); ok {
		if n.Kind == yaml.ScalarNode || r.is(n, yaml.ScalarNode, "text", path) {
			if err := u.UnmarshalText([]byte(strings.TrimSpace(n.Value))); err != nil {
				r.refuse(path, "%s", err)
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		r.read(n, v.Elem(), path)
	case reflect.Struct:
		r.readStruct(n, v, path)
	case reflect.Map:
		r.readMap(n, v, path)
	case reflect.Slice:
		r.readList(n, v, path)
	default:
		r.readScalar(n, v, path)
	}
}

func (r *definitionReader) readStruct(n *yaml.Node, v reflect.Value, path string) {
	fields := map[string]reflect.Value{}
	for i, f := range reflect.VisibleFields(v.Type()) {
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		fields[name] = v.Field(i)
		if f.Type.Kind() == reflect.Slice && !strings.Contains(options, "omitempty") {
			v.Field(i).Set(reflect.MakeSlice(f.Type, 0, 0)) // [] in JSON, not null
		}
	}
	r.eachKey(n, "keys and values", path, func(key string, value *yaml.Node) {
		at := child(path, key)
		field, known := fields[key]
		if known {
			r.read(value, field, at)
			return
		}
		guess, ok := closest(key, slices.Sorted(maps.Keys(fields)))
		if !ok {
			r.refuse(at, "unknown key `%s`; known here: %s", surveys.Truncate(key, 63), strings.Join(slices.Sorted(maps.Keys(fields)), ", "))
			return
		}
		r.refuse(at, "unknown key `%s`; did you mean `%s`?", surveys.Truncate(key, 63), guess)
		r.blame[child(path, guess)] = true
		r.torn = r.torn || fields[guess].Kind() == reflect.Slice
	})
}

func (r *definitionReader) readMap(n *yaml.Node, v reflect.Value, path string) {
	what := "names and values"
	if v.Type() == reflect.TypeFor[surveys.Text]() {
		what = "words by language, such as {en: Delivery}"
	}
	v.Set(reflect.MakeMap(v.Type()))
	r.eachKey(n, what, path, func(key string, value *yaml.Node) {
		if value.Kind == yaml.ScalarNode && value.Tag == "!!null" {
			return
		}
		into := reflect.New(v.Type().Elem()).Elem()
		r.read(value, into, child(path, key))
		v.SetMapIndex(reflect.ValueOf(key).Convert(v.Type().Key()), into)
	})
	if v.Len() == 0 {
		v.SetZero()
	}
}

func (r *definitionReader) readList(n *yaml.Node, v reflect.Value, path string) {
	if !r.is(n, yaml.SequenceNode, "a list", path) {
		r.torn = true
		return
	}
	for i, value := range n.Content {
		if r.full() {
			return
		}
		r.lines[item(path, i)] = value.Line
		into := reflect.New(v.Type().Elem()).Elem()
		r.read(value, into, item(path, i))
		v.Set(reflect.Append(v, into))
	}
}

func (r *definitionReader) readScalar(n *yaml.Node, v reflect.Value, path string) {
	text := strings.TrimSpace(n.Value)
	switch v.Kind() {
	case reflect.Bool:
		if r.is(n, yaml.ScalarNode, "true or false", path) {
			v.SetBool(strings.EqualFold(text, "true"))
		}
	case reflect.Float64:
		if r.is(n, yaml.ScalarNode, "a number", path) {
			f, err := strconv.ParseFloat(text, 64)
			if err != nil || !strings.ContainsAny(text, "0123456789") {
				r.refuse(path, "is not a number such as 12 or 0.5")
			}
			v.SetFloat(f)
		}
	default:
		if r.is(n, yaml.ScalarNode, "text", path) || n.Kind == yaml.ScalarNode {
			v.SetString(text) // even so: what refers to it shall find it
		}
	}
}

// eachKey calls fn for each key of a mapping.
func (r *definitionReader) eachKey(n *yaml.Node, what, path string, fn func(key string, value *yaml.Node)) {
	if !r.is(n, yaml.MappingNode, what, path) {
		return
	}
	first := map[string]int{}
	for i := 0; i+1 < len(n.Content) && !r.full(); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		line := name.Line
		if name.Kind == yaml.AliasNode {
			name = name.Alias
		}
		key, at := name.Value, child(path, name.Value)
		switch {
		case name.Kind != yaml.ScalarNode:
			r.refuseLine(line, path, "a key must be a single word")
			continue
		case name.Tag == "!!merge":
			r.refuseLine(line, path, "merge keys (<<) are not supported; write the keys out")
			continue
		case first[key] > 0:
			r.refuseLine(line, at, "the key `%s` stands twice, first on line %d", surveys.Truncate(key, 63), first[key])
			continue
		}
		first[key] = line
		r.lines[at] = line
		fn(key, value)
	}
}

// child gives the path of a key inside another path.
func child(path, key string) string {
	switch {
	case !plainName.MatchString(key):
		return fmt.Sprintf("%s[%q]", path, surveys.Truncate(key, 63))
	case path == "":
		return key
	}
	return path + "." + key
}

func item(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }
