package definition

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"halte/surveys"
)

// WriteDefinition writes a definition as YAML for people: one that
// ReadDefinition reads back to the same. JSON is encoding/json of the value.
func WriteDefinition(d surveys.Definition) ([]byte, error) {
	var root yaml.Node
	if err := root.Encode(d); err != nil {
		return nil, fmt.Errorf("write definition: %w", err)
	}
	w := &definitionWriter{languages: d.Organisation.Languages}
	w.layOut(&root, "", 0)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&root); err != nil {
		return nil, fmt.Errorf("write definition: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return nil, fmt.Errorf("write definition: %w", err)
	}
	if out.Len() > MaxDefinition {
		return nil, surveys.Errorf(surveys.TooLarge, "The definition is larger than %d bytes when it is written out.", MaxDefinition)
	}
	return out.Bytes(), nil
}

// definitionWriter decides what stands on one line.
type definitionWriter struct {
	languages []string
}

const maxLine = 170

var (
	// tall are the lists and mappings that read best from top to bottom, and
	// tallItems the lists whose entries do.
	tall      = []string{"", "organisation", "segments", "journeys", "stages", "touchpoints", "surveys", "follow_ups", "options", "triggers"}
	tallItems = []string{"journeys", "stages", "surveys", "triggers"}
	texts     = []string{"name", "question", "text"}
	bareWord  = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{M}\p{N}_./ -]*$`)
)

// layOut sets the style of a node that stands under a key.
func (w *definitionWriter) layOut(n *yaml.Node, key string, indent int) {
	switch n.Kind {
	case yaml.MappingNode:
		if slices.Contains(texts, key) {
			w.defaultFirst(n)
		}
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == "on" {
				n.Content[i].Style = 0 // a truth in YAML 1.1 only
			}
			w.layOut(n.Content[i+1], n.Content[i].Value, indent+2)
		}
	case yaml.SequenceNode:
		for _, value := range n.Content {
			inside := key + "[]"
			if slices.Contains(tallItems, key) {
				inside = ""
			}
			w.layOut(value, inside, indent+2)
		}
	default:
		if n.Tag == "!!merge" {
			n.Tag, n.Style = "!!str", yaml.DoubleQuotedStyle // the library takes the word << for more
		}
		// Where YAML wants quotes people write double ones.
		special := n.Style == yaml.SingleQuotedStyle || n.Style == 0 && strings.Contains(n.Value, ":")
		if special && !strings.ContainsAny(n.Value, `"\`) {
			n.Style = yaml.DoubleQuotedStyle
		}
		return
	}
	n.Style &^= yaml.FlowStyle
	if !slices.Contains(tall, key) && indent+width(n) <= maxLine || len(n.Content) == 0 {
		n.Style |= yaml.FlowStyle
	}
}

// defaultFirst puts words in the order of the organisation's languages.
func (w *definitionWriter) defaultFirst(n *yaml.Node) {
	var sorted []*yaml.Node
	for _, l := range w.languages {
		for i := 0; i < len(n.Content); i += 2 {
			if n.Content[i].Value == l {
				sorted = append(sorted, n.Content[i], n.Content[i+1])
			}
		}
	}
	if len(sorted) == len(n.Content) {
		n.Content = sorted
	}
}

// width is about how long a node is on one line.
func width(n *yaml.Node) int {
	if n.Kind == yaml.ScalarNode {
		if strings.Contains(n.Value, "\n") {
			return maxLine
		}
		quotes := 0
		if !bareWord.MatchString(n.Value) {
			quotes = 2
		}
		return utf8.RuneCountInString(n.Value) + quotes
	}
	sum := 2
	for _, c := range n.Content {
		sum += width(c) + 2
	}
	return sum
}
