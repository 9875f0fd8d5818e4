package templates

import "halte/surveys/metric"

// words are the phrases a respondent reads, in one language. A test sees to it
// that every language has every one of them.
type words struct {
	Self string // the language's own name

	LowNPS, HighNPS   string // what the ends of a scale mean
	LowCSAT, HighCSAT string
	LowCES, HighCES   string

	Optional, SeveralPossible string
	Yes, No                   string
	Send, Change              string // buttons
	Prefilled                 string // {rating}: came with the link and is not stored yet
	Stored                    string // an earlier answer is shown
	Saved, NotSaved           string // said by the script
	Until                     string // {date}
	Problem, ChooseNumber     string

	ThanksTitle, Thanks, ThanksNote          string // {organisation}
	ChangeLink                               string
	ClosedTitle, Closed, ClosedOn            string // {date}
	ClosedAnswered                           string
	UnknownTitle, Unknown, UnknownNote       string
	ErrorTitle, Error, Reference             string // {id}
	UnsubTitle, Unsub                        string // {organisation}
	UnsubTouchpoint, UnsubEverything         string // {touchpoint}, {organisation}
	UnsubButton                              string
	UnsubDone                                string
	UnsubDoneTouchpoint, UnsubDoneEverything string
	Unsubscribe, Privacy                     string // links in the foot

	Subject, SubjectReminder string // {touchpoint}
	SubjectPlain             string
	Hello, HelloName         string // {name}
	MailIntro, MailReminder  string
	MailButton, MailText     string
	MailUntil                string // {date}
	MailWhy                  string // {organisation}, {touchpoint}
}

var wordsOf = map[string]words{
	"en": {
		Self:   "English",
		LowNPS: "not at all likely", HighNPS: "extremely likely",
		LowCSAT: "very dissatisfied", HighCSAT: "very satisfied",
		LowCES: "strongly disagree", HighCES: "strongly agree",
		Optional: "optional", SeveralPossible: "choose as many as you like",
		Yes: "Yes", No: "No",
		Send: "Send answer", Change: "Change answer",
		Prefilled: "Your {rating} is filled in. Send it, or add a few words first.",
		Stored:    "This is the answer you gave. You can change it.",
		Saved:     "Saved", NotSaved: "Not saved yet. Use the button below.",
		Until:   "You can change your answer until {date}.",
		Problem: "Your answer was not sent", ChooseNumber: "Choose one of the numbers first.",
		ThanksTitle: "Thank you", Thanks: "{organisation} has received your answer.",
		ThanksNote:  "You can close this page.",
		ChangeLink:  "Change your answer",
		ClosedTitle: "This survey is closed", Closed: "It no longer takes answers.", ClosedOn: "It took answers until {date}.",
		ClosedAnswered: "The answer you gave before that counts. Thank you.",
		UnknownTitle:   "We do not know this link", Unknown: "Part of the address may have been lost on the way.",
		UnknownNote: "Open the link from the mail again, or copy the whole address from it.",
		ErrorTitle:  "Something went wrong", Error: "This is our fault, not yours. Try again in a minute.", Reference: "If you write to us about it, mention {id}.",
		UnsubTitle: "No more questions?", Unsub: "Choose what {organisation} should stop asking you about.",
		UnsubTouchpoint: "Only {touchpoint}", UnsubEverything: "Everything: no more questions from {organisation}",
		UnsubButton: "Stop these mails", UnsubDone: "We will stop",
		UnsubDoneTouchpoint: "{organisation} will not ask you about {touchpoint} again.",
		UnsubDoneEverything: "{organisation} will not send you questions again.",
		Unsubscribe:         "No more of these mails", Privacy: "Privacy",
		Subject: "{touchpoint}: one short question", SubjectReminder: "{touchpoint}: one short question (reminder)", SubjectPlain: "One short question",
		Hello: "Hello,", HelloName: "Hello {name},",
		MailIntro:    "One short question. Choose a number; after that you can add a few words, if you like.",
		MailReminder: "We asked you this a few days ago. If you still want to answer, one click is enough.",
		MailButton:   "Open the question", MailText: "Choose a number by opening its link:",
		MailUntil: "You can answer until {date}.",
		MailWhy:   "You get this mail because you were in touch with {organisation}: {touchpoint}.",
	},
	"nl": {
		Self:   "Nederlands",
		LowNPS: "zeer onwaarschijnlijk", HighNPS: "zeer waarschijnlijk",
		LowCSAT: "zeer ontevreden", HighCSAT: "zeer tevreden",
		LowCES: "helemaal oneens", HighCES: "helemaal eens",
		Optional: "niet verplicht", SeveralPossible: "kies er zoveel je wilt",
		Yes: "Ja", No: "Nee",
		Send: "Antwoord versturen", Change: "Antwoord wijzigen",
		Prefilled: "Je {rating} is ingevuld. Verstuur het, of schrijf er eerst iets bij.",
		Stored:    "Dit antwoord gaf je eerder. Je kunt het nog wijzigen.",
		Saved:     "Bewaard", NotSaved: "Nog niet bewaard. Gebruik de knop hieronder.",
		Until:   "Je kunt je antwoord wijzigen tot en met {date}.",
		Problem: "Je antwoord is niet verstuurd", ChooseNumber: "Kies eerst een van de cijfers.",
		ThanksTitle: "Dank je wel", Thanks: "{organisation} heeft je antwoord ontvangen.",
		ThanksNote:  "Je kunt deze pagina sluiten.",
		ChangeLink:  "Je antwoord wijzigen",
		ClosedTitle: "Deze vragenlijst is gesloten", Closed: "Antwoorden kan niet meer.", ClosedOn: "Antwoorden kon tot en met {date}.",
		ClosedAnswered: "Het antwoord dat je eerder gaf, telt mee. Dank je wel.",
		UnknownTitle:   "Deze link kennen we niet", Unknown: "Misschien is onderweg een stuk van het adres verloren gegaan.",
		UnknownNote: "Open de link nog eens vanuit de mail, of kopieer het hele adres.",
		ErrorTitle:  "Er ging iets mis", Error: "Dat ligt aan ons, niet aan jou. Probeer het over een minuut opnieuw.", Reference: "Schrijf je ons hierover, noem dan {id}.",
		UnsubTitle: "Geen vragen meer?", Unsub: "Kies waarover {organisation} je niets meer moet vragen.",
		UnsubTouchpoint: "Alleen over {touchpoint}", UnsubEverything: "Alles: geen vragen meer van {organisation}",
		UnsubButton: "Stop deze mails", UnsubDone: "We stoppen ermee",
		UnsubDoneTouchpoint: "{organisation} vraagt je niets meer over {touchpoint}.",
		UnsubDoneEverything: "{organisation} stuurt je geen vragen meer.",
		Unsubscribe:         "Geen mails meer zoals deze", Privacy: "Privacy",
		Subject: "{touchpoint}: één korte vraag", SubjectReminder: "{touchpoint}: één korte vraag (herinnering)", SubjectPlain: "Eén korte vraag",
		Hello: "Hallo,", HelloName: "Hallo {name},",
		MailIntro:    "Eén korte vraag. Kies een cijfer; daarna kun je er iets bij schrijven, als je wilt.",
		MailReminder: "Een paar dagen geleden vroegen we je dit ook. Wil je nog antwoorden, dan is één klik genoeg.",
		MailButton:   "Open de vraag", MailText: "Kies een cijfer door de link ernaast te openen:",
		MailUntil: "Je kunt antwoorden tot en met {date}.",
		MailWhy:   "Je krijgt deze mail omdat je contact had met {organisation}: {touchpoint}.",
	},
	"de": {
		Self:   "Deutsch",
		LowNPS: "sehr unwahrscheinlich", HighNPS: "sehr wahrscheinlich",
		LowCSAT: "sehr unzufrieden", HighCSAT: "sehr zufrieden",
		LowCES: "stimme gar nicht zu", HighCES: "stimme voll zu",
		Optional: "freiwillig", SeveralPossible: "mehrere Antworten möglich",
		Yes: "Ja", No: "Nein",
		Send: "Antwort senden", Change: "Antwort ändern",
		Prefilled: "Ihre {rating} ist eingetragen. Senden Sie sie ab, oder schreiben Sie vorher etwas dazu.",
		Stored:    "Das ist Ihre bisherige Antwort. Sie können sie noch ändern.",
		Saved:     "Gespeichert", NotSaved: "Noch nicht gespeichert. Nutzen Sie die Schaltfläche unten.",
		Until:   "Sie können Ihre Antwort bis einschließlich {date} ändern.",
		Problem: "Ihre Antwort wurde nicht gesendet", ChooseNumber: "Wählen Sie zuerst eine der Zahlen.",
		ThanksTitle: "Vielen Dank", Thanks: "{organisation} hat Ihre Antwort erhalten.",
		ThanksNote:  "Sie können diese Seite schließen.",
		ChangeLink:  "Antwort ändern",
		ClosedTitle: "Diese Umfrage ist geschlossen", Closed: "Antworten sind nicht mehr möglich.", ClosedOn: "Antworten waren bis einschließlich {date} möglich.",
		ClosedAnswered: "Ihre frühere Antwort zählt. Vielen Dank.",
		UnknownTitle:   "Diesen Link kennen wir nicht", Unknown: "Vielleicht ist unterwegs ein Teil der Adresse verloren gegangen.",
		UnknownNote: "Öffnen Sie den Link noch einmal aus der Mail, oder kopieren Sie die ganze Adresse.",
		ErrorTitle:  "Etwas ist schiefgegangen", Error: "Das liegt an uns, nicht an Ihnen. Versuchen Sie es in einer Minute noch einmal.", Reference: "Wenn Sie uns dazu schreiben, nennen Sie bitte {id}.",
		UnsubTitle: "Keine Fragen mehr?", Unsub: "Wählen Sie, wonach {organisation} Sie nicht mehr fragen soll.",
		UnsubTouchpoint: "Nur: {touchpoint}", UnsubEverything: "Alles: keine Fragen mehr von {organisation}",
		UnsubButton: "Diese Mails beenden", UnsubDone: "Wir hören damit auf",
		UnsubDoneTouchpoint: "{organisation} fragt Sie nicht mehr nach: {touchpoint}.",
		UnsubDoneEverything: "{organisation} schickt Ihnen keine Fragen mehr.",
		Unsubscribe:         "Keine solchen Mails mehr", Privacy: "Datenschutz",
		Subject: "{touchpoint}: eine kurze Frage", SubjectReminder: "{touchpoint}: eine kurze Frage (Erinnerung)", SubjectPlain: "Eine kurze Frage",
		Hello: "Guten Tag,", HelloName: "Guten Tag {name},",
		MailIntro:    "Eine kurze Frage. Wählen Sie eine Zahl; danach können Sie etwas dazu schreiben, wenn Sie möchten.",
		MailReminder: "Vor ein paar Tagen haben wir Sie das schon gefragt. Wenn Sie noch antworten möchten, genügt ein Klick.",
		MailButton:   "Frage öffnen", MailText: "Wählen Sie eine Zahl, indem Sie ihren Link öffnen:",
		MailUntil: "Sie können bis einschließlich {date} antworten.",
		MailWhy:   "Sie erhalten diese Mail, weil Sie mit {organisation} zu tun hatten: {touchpoint}.",
	},
	"fr": {
		Self:   "Français",
		LowNPS: "pas du tout probable", HighNPS: "très probable",
		LowCSAT: "très insatisfait", HighCSAT: "très satisfait",
		LowCES: "pas du tout d’accord", HighCES: "tout à fait d’accord",
		Optional: "facultatif", SeveralPossible: "plusieurs réponses possibles",
		Yes: "Oui", No: "Non",
		Send: "Envoyer la réponse", Change: "Modifier la réponse",
		Prefilled: "Votre {rating} est indiqué. Envoyez-le, ou ajoutez d’abord quelques mots.",
		Stored:    "Voici la réponse que vous avez donnée. Vous pouvez la modifier.",
		Saved:     "Enregistré", NotSaved: "Pas encore enregistré. Utilisez le bouton ci-dessous.",
		Until:   "Vous pouvez modifier votre réponse jusqu’au {date}.",
		Problem: "Votre réponse n’a pas été envoyée", ChooseNumber: "Choisissez d’abord un chiffre.",
		ThanksTitle: "Merci", Thanks: "{organisation} a bien reçu votre réponse.",
		ThanksNote:  "Vous pouvez fermer cette page.",
		ChangeLink:  "Modifier votre réponse",
		ClosedTitle: "Ce questionnaire est fermé", Closed: "Il n’est plus possible de répondre.", ClosedOn: "Il était possible de répondre jusqu’au {date}.",
		ClosedAnswered: "La réponse que vous avez donnée auparavant compte. Merci.",
		UnknownTitle:   "Nous ne connaissons pas ce lien", Unknown: "Une partie de l’adresse s’est peut-être perdue en route.",
		UnknownNote: "Ouvrez de nouveau le lien depuis le courriel, ou copiez l’adresse entière.",
		ErrorTitle:  "Une erreur s’est produite", Error: "Elle vient de nous, pas de vous. Réessayez dans une minute.", Reference: "Si vous nous écrivez à ce sujet, indiquez {id}.",
		UnsubTitle: "Plus de questions ?", Unsub: "Choisissez ce que {organisation} ne doit plus vous demander.",
		UnsubTouchpoint: "Seulement : {touchpoint}", UnsubEverything: "Tout : plus aucune question de {organisation}",
		UnsubButton: "Arrêter ces courriels", UnsubDone: "Nous arrêtons",
		UnsubDoneTouchpoint: "{organisation} ne vous posera plus de questions sur : {touchpoint}.",
		UnsubDoneEverything: "{organisation} ne vous enverra plus de questions.",
		Unsubscribe:         "Ne plus recevoir ces courriels", Privacy: "Confidentialité",
		Subject: "{touchpoint} : une courte question", SubjectReminder: "{touchpoint} : une courte question (rappel)", SubjectPlain: "Une courte question",
		Hello: "Bonjour,", HelloName: "Bonjour {name},",
		MailIntro:    "Une courte question. Choisissez un chiffre ; vous pourrez ensuite ajouter quelques mots, si vous le souhaitez.",
		MailReminder: "Nous vous l’avons déjà demandé il y a quelques jours. Si vous souhaitez encore répondre, un clic suffit.",
		MailButton:   "Ouvrir la question", MailText: "Choisissez un chiffre en ouvrant son lien :",
		MailUntil: "Vous pouvez répondre jusqu’au {date}.",
		MailWhy:   "Vous recevez ce courriel parce que vous avez été en contact avec {organisation} : {touchpoint}.",
	},
	"es": {
		Self:   "Español",
		LowNPS: "nada probable", HighNPS: "muy probable",
		LowCSAT: "nada satisfecho", HighCSAT: "muy satisfecho",
		LowCES: "nada de acuerdo", HighCES: "muy de acuerdo",
		Optional: "opcional", SeveralPossible: "puede elegir varias",
		Yes: "Sí", No: "No",
		Send: "Enviar respuesta", Change: "Cambiar respuesta",
		Prefilled: "Su {rating} ya está marcado. Envíelo, o añada antes unas palabras.",
		Stored:    "Esta es la respuesta que dio. Todavía puede cambiarla.",
		Saved:     "Guardado", NotSaved: "Aún no se ha guardado. Use el botón de abajo.",
		Until:   "Puede cambiar su respuesta hasta el {date}.",
		Problem: "Su respuesta no se ha enviado", ChooseNumber: "Elija primero un número.",
		ThanksTitle: "Gracias", Thanks: "{organisation} ha recibido su respuesta.",
		ThanksNote:  "Ya puede cerrar esta página.",
		ChangeLink:  "Cambiar su respuesta",
		ClosedTitle: "Esta encuesta está cerrada", Closed: "Ya no admite respuestas.", ClosedOn: "Admitía respuestas hasta el {date}.",
		ClosedAnswered: "La respuesta que dio antes cuenta. Gracias.",
		UnknownTitle:   "No conocemos este enlace", Unknown: "Quizá se haya perdido parte de la dirección por el camino.",
		UnknownNote: "Abra de nuevo el enlace desde el correo, o copie la dirección completa.",
		ErrorTitle:  "Algo ha fallado", Error: "Es culpa nuestra, no suya. Inténtelo de nuevo dentro de un minuto.", Reference: "Si nos escribe por ello, mencione {id}.",
		UnsubTitle: "¿No más preguntas?", Unsub: "Elija sobre qué no debe preguntarle más {organisation}.",
		UnsubTouchpoint: "Solo sobre: {touchpoint}", UnsubEverything: "Todo: ninguna pregunta más de {organisation}",
		UnsubButton: "No recibir más correos", UnsubDone: "No insistiremos más",
		UnsubDoneTouchpoint: "{organisation} no volverá a preguntarle sobre: {touchpoint}.",
		UnsubDoneEverything: "{organisation} no volverá a enviarle preguntas.",
		Unsubscribe:         "No recibir más correos como este", Privacy: "Privacidad",
		Subject: "{touchpoint}: una pregunta breve", SubjectReminder: "{touchpoint}: una pregunta breve (recordatorio)", SubjectPlain: "Una pregunta breve",
		Hello: "Hola:", HelloName: "Hola, {name}:",
		MailIntro:    "Una pregunta breve. Elija un número; después podrá añadir unas palabras, si quiere.",
		MailReminder: "Hace unos días ya se lo preguntamos. Si todavía quiere responder, basta un clic.",
		MailButton:   "Abrir la pregunta", MailText: "Elija un número abriendo su enlace:",
		MailUntil: "Puede responder hasta el {date}.",
		MailWhy:   "Recibe este correo porque ha estado en contacto con {organisation}: {touchpoint}.",
	},
}

// ends returns what the lowest and the highest rating of a metric mean.
func (w words) ends(m metric.Metric) (low, high string) {
	switch m {
	case metric.CSAT:
		return w.LowCSAT, w.HighCSAT
	case metric.CES:
		return w.LowCES, w.HighCES
	}
	return w.LowNPS, w.HighNPS
}
