package rest

import (
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"halte/surveys"
	"halte/surveys/sheet"
)

// formParameters describe how a body of CSV is written, as far as it does not tell.
func formParameters() []*huma.Param {
	text := &huma.Schema{Type: "string"}
	return []*huma.Param{
		{Name: "timezone", In: "query", Description: "Of CSV: the zone of times that name none, such as Europe/Amsterdam", Schema: text},
		{Name: "dates", In: "query", Description: "Of CSV: what comes first in days such as 03/04/2026 and 3-4-26", Schema: &huma.Schema{
			Type: "string", Enum: []any{string(sheet.DayFirst), string(sheet.MonthFirst)},
		}},
		{Name: "ignore_columns", In: "query", Description: "Of CSV: leave out columns that are not known", Schema: &huma.Schema{Type: "boolean"}},
	}
}

// formOf reads what formParameters describe. The encoding is read with the body.
func formOf(c *gin.Context) (sheet.Form, error) {
	ignore := false
	if text, there := c.GetQuery("ignore_columns"); there {
		var err error
		if ignore, err = strconv.ParseBool(text); err != nil {
			return sheet.Form{}, surveys.Refuse("ignore_columns", "is neither true nor false")
		}
	}
	return sheet.NewForm("", c.Query("timezone"), c.Query("dates"), ignore)
}
