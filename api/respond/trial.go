package respond

import (
	"context"
	"io"
	"net/http"

	"golang.org/x/text/language"

	"halte/api/internal/reply"
	"halte/templates/views"
)

// trialWords say that a link came from a test mail.
var trialWords = map[string][2]string{
	"en": {"This is a test mail", "The link works. It came from a test mail, so nothing is recorded here."},
	"nl": {"Dit is een testmail", "De link werkt. Hij komt uit een testmail; er wordt hier niets vastgelegd."},
	"de": {"Dies ist eine Testmail", "Der Link funktioniert. Er stammt aus einer Testmail; hier wird nichts gespeichert."},
	"fr": {"Ceci est un e-mail de test", "Le lien fonctionne. Il vient d’un e-mail de test : rien n’est enregistré ici."},
	"es": {"Este es un correo de prueba", "El enlace funciona. Viene de un correo de prueba; aquí no se guarda nada."},
}

// trial is the page behind the links of a test mail.
func (a *handlers) trial(ctx context.Context, r *http.Request) (reply.Answer, error) {
	f, _, err := a.browserFrame(ctx, r)
	if err != nil {
		return reply.Answer{}, err
	}
	base, _ := language.Make(f.Lang).Base()
	words, ok := trialWords[base.String()]
	if !ok {
		words = trialWords["en"]
	}
	page := views.ErrorPage{Respondent: f, Title: words[0], Message: words[1]}
	return reply.Page(http.StatusOK, func(w io.Writer) error { return a.templates.Error(w, page) }), nil
}
