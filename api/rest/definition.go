package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/api/internal/reply"
	"halte/surveys"
	"halte/surveys/definition"
)

const yamlType = "application/yaml"

// definition mounts the whole definition: journeys, surveys and triggers.
func (a *api) definition() {
	const path, tag = "/v1/definition", "Definition"
	a.plain(route{
		method: http.MethodGet, path: path, id: "get-definition", tag: tag, scope: surveys.ScopeRead,
		summary: "The definition in force", more: "As YAML when Accept asks for " + yamlType + ", else as JSON.",
		errors: []int{http.StatusNotFound},
	}, a.getDefinition, func(o *huma.Operation) {
		o.Responses["200"] = &huma.Response{Description: "The definition in force", Content: map[string]*huma.MediaType{
			"application/json": {Schema: schemaOf[surveys.Definition](a)},
			yamlType:           {Schema: &huma.Schema{Type: "string"}},
		}}
	})
	a.plain(route{
		method: http.MethodPut, path: path, id: "put-definition", tag: tag, scope: surveys.ScopeDefinition,
		summary: "Put a definition in force: all of it, or nothing of it",
		more: "Applying what is in force changes nothing. With dry_run nothing is written and the changes are told. " +
			"A definition with mistakes is refused with every mistake, its field and its line.",
		errors: append([]int{http.StatusConflict}, bodyErrors...),
	}, a.putDefinition, func(o *huma.Operation) {
		o.Parameters = []*huma.Param{{
			Name: "dry_run", In: "query", Description: "Only tell what would change", Schema: &huma.Schema{Type: "boolean"},
		}}
		o.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{
			yamlType:           {Schema: &huma.Schema{Type: "string"}},
			"application/json": {Schema: schemaOf[surveys.Definition](a)},
		}}
		o.Responses["200"] = jsonResponse("What changed, or would change", schemaOf[definition.Applied](a))
	})
}

func (a *api) getDefinition(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	text, err := a.Definition.Export(ctx) // also says that there is none yet
	if err != nil {
		return reply.Answer{}, err
	}
	c.Writer.Header().Add("Vary", "Accept")
	if strings.Contains(c.GetHeader("Accept"), "yaml") {
		return reply.Text(yamlType, text), nil
	}
	r, err := a.Insight.Read(ctx).Revision()
	if err != nil {
		return reply.Answer{}, err
	}
	return reply.JSON(http.StatusOK, r.Definition), nil
}

func (a *api) putDefinition(ctx context.Context, c *gin.Context) (reply.Answer, error) {
	dryRun, err := truth("dry_run", c.Query("dry_run"))
	if err != nil {
		return reply.Answer{}, err
	}
	text, err := definitionIn(c)
	if err != nil {
		return reply.Answer{}, err
	}
	applied, err := a.Definition.Apply(ctx, text, dryRun)
	if err != nil {
		return reply.Answer{}, err
	}
	return reply.JSON(http.StatusOK, applied), nil
}

// definitionIn reads the definition that a request carries.
func definitionIn(c *gin.Context) ([]byte, error) {
	kind := reply.MediaType(c.Request)
	if kind != "" && kind != "application/json" && !strings.HasSuffix(kind, "yaml") {
		return nil, reply.NewProblem(http.StatusUnsupportedMediaType, "Content-Type",
			"Send the definition as "+yamlType+" or application/json.")
	}
	return reply.BodyText(c.Request)
}

func truth(field, s string) (bool, error) {
	switch s {
	case "", "false", "0":
		return false, nil
	case "true", "1":
		return true, nil
	}
	return false, surveys.Refuse(field, "is neither true nor false")
}
