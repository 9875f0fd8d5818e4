package definition

import (
	"bytes"
	"encoding/json"
	"strings"

	"go.yaml.in/yaml/v3"
)

// is says whether a node is what belongs at path, and refuses it if not.
func (r *definitionReader) is(n *yaml.Node, kind yaml.Kind, what, path string) bool {
	have := describe(n)
	if n.Kind == kind && (have == what || kind != yaml.ScalarNode && have != tagged) {
		return true
	}
	hint := ""
	if what == "text" && n.Kind == yaml.ScalarNode && have != tagged {
		hint = "; put it in quotes"
	}
	r.refuse(path, "must be %s, not %s%s", what, have, hint)
	return false
}

const tagged = "a value with a tag"

// describe says what a node is, in the words of someone who writes one.
func describe(n *yaml.Node) string {
	switch n.Tag {
	case "!!seq":
		return "a list"
	case "!!map":
		return "keys and values"
	case "!!str", "!!timestamp", "!!merge": // YAML 1.2 knows neither dates nor merging
		return "text"
	case "!!int", "!!float":
		return "a number"
	case "!!bool":
		return "true or false"
	}
	return tagged
}

// jsonTree gives the tree of a valid JSON text. The YAML library would read
// most JSON, but not the escapes of characters beyond U+FFFF, nor some spacing.
func jsonTree(text []byte) *yaml.Node {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return (&jsonReader{text: text, decoder: decoder, line: 1}).node()
}

type jsonReader struct {
	text    []byte
	decoder *json.Decoder
	counted int64 // bytes whose lines are counted
	line    int
}

// node reads one value: no token of JSON spans lines, so its end is its line.
func (j *jsonReader) node() *yaml.Node {
	token, _ := j.decoder.Token() // json.Valid has seen it
	end := j.decoder.InputOffset()
	j.line += bytes.Count(j.text[j.counted:end], []byte("\n"))
	j.counted = end
	n := &yaml.Node{Kind: yaml.ScalarNode, Line: j.line}
	switch t := token.(type) {
	case json.Delim:
		n.Kind, n.Tag = yaml.MappingNode, "!!map"
		if t == '[' {
			n.Kind, n.Tag = yaml.SequenceNode, "!!seq"
		}
		for j.decoder.More() {
			n.Content = append(n.Content, j.node())
		}
		_, _ = j.decoder.Token() // the closing bracket
	case string:
		n.Tag, n.Value = "!!str", t
	case json.Number:
		n.Tag, n.Value = "!!float", t.String()
	case bool:
		n.Tag, n.Value = "!!bool", map[bool]string{true: "true", false: "false"}[t]
	case nil:
		n.Tag, n.Value = "!!null", "null"
	}
	return n
}

// closest gives the candidate that is most like word, if any is like it at all.
func closest(word string, candidates []string) (string, bool) {
	best, least := "", len(word)/3+1
	if len(word) > 63 {
		return "", false
	}
	for _, c := range candidates {
		if d := distance(strings.ToLower(word), c); d <= least && (best == "" || d < least) {
			best, least = c, d
		}
	}
	return best, best != ""
}

// distance counts the letters to add, drop, change or swap to make b of a.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
