package quality

import "github.com/markthalle/markthalle"

func say(en, de, pl string) markthalle.Texts {
	return markthalle.Texts{
		{Locale: markthalle.English, Value: en},
		{Locale: markthalle.German, Value: de},
		{Locale: markthalle.Polish, Value: pl},
	}
}

// messages are the built-in wordings by code. Found and wanted values stand beside
// them wherever they are shown, so the sentences do not repeat them.
var messages = map[string]markthalle.Texts{
	"product.title_missing":            say("The title is missing.", "Der Titel fehlt.", "Brakuje tytułu."),
	"product.title_too_short":          say("The title is too short to be found.", "Der Titel ist zu kurz, um gefunden zu werden.", "Tytuł jest za krótki, aby go znaleźć."),
	"product.title_too_long":           say("The title is too long.", "Der Titel ist zu lang.", "Tytuł jest za długi."),
	"product.title_shouting":           say("The title has too many capitals.", "Der Titel hat zu viele Großbuchstaben.", "Tytuł zawiera za dużo wielkich liter."),
	"product.category_missing":         say("Choose a category of this market.", "Bitte eine Kategorie dieses Marktes wählen.", "Wybierz kategorię tego rynku."),
	"product.category_not_leaf":        say("Choose a more specific category.", "Bitte eine genauere Kategorie wählen.", "Wybierz bardziej szczegółową kategorię."),
	"product.category_forbidden":       say("You may not sell in this category.", "In dieser Kategorie dürfen Sie nicht verkaufen.", "Nie możesz sprzedawać w tej kategorii."),
	"product.attribute_required":       say("This detail is required in the category.", "Diese Angabe ist in der Kategorie Pflicht.", "Ta informacja jest wymagana w tej kategorii."),
	"product.attribute_unknown":        say("The category does not have this attribute.", "Die Kategorie kennt dieses Merkmal nicht.", "Kategoria nie ma takiej cechy."),
	"product.attribute_type":           say("The value has the wrong form.", "Der Wert hat die falsche Form.", "Wartość ma niewłaściwą postać."),
	"product.attribute_unit":           say("The unit is not the category's.", "Die Einheit ist nicht die der Kategorie.", "Jednostka nie zgadza się z kategorią."),
	"product.attribute_enum":           say("The value is not on the list.", "Der Wert steht nicht auf der Liste.", "Wartości nie ma na liście."),
	"product.gtin_check_digit":         say("The number's length or check digit is wrong.", "Länge oder Prüfziffer der Nummer stimmt nicht.", "Długość lub cyfra kontrolna numeru jest błędna."),
	"product.gtin_duplicate":           say("Another product already has this number.", "Ein anderes Produkt hat diese Nummer schon.", "Inny produkt ma już ten numer."),
	"product.gtin_matched":             say("This product is already in the catalogue; your offers join it.", "Dieses Produkt steht schon im Katalog; Ihre Angebote kommen dazu.", "Ten produkt jest już w katalogu; Twoje oferty do niego dołączą."),
	"product.gtin_prefix":              say("Numbers with this prefix are not for open trade.", "Nummern mit diesem Präfix sind nicht für den freien Handel.", "Numery z tym prefiksem nie są do otwartego handlu."),
	"product.description_short":        say("The description is too short to help a buyer.", "Die Beschreibung ist zu kurz, um zu helfen.", "Opis jest za krótki, aby pomóc kupującemu."),
	"product.description_html":         say("The description holds markup that is removed.", "Die Beschreibung enthält Auszeichnungen, die entfernt werden.", "Opis zawiera znaczniki, które zostaną usunięte."),
	"product.description_contact_data": say("Contact data does not belong into a listing.", "Kontaktdaten gehören nicht in ein Angebot.", "Dane kontaktowe nie należą do opisu."),
	"product.wording_forbidden":        say("This wording is not allowed here.", "Diese Formulierung ist hier nicht erlaubt.", "To sformułowanie jest tu niedozwolone."),
	"product.claim_unproven":           say("This claim needs evidence.", "Diese Aussage braucht einen Nachweis.", "To twierdzenie wymaga dowodu."),
	"product.wording_language":         say("The text seems to be in another language.", "Der Text scheint in einer anderen Sprache zu sein.", "Tekst wydaje się być w innym języku."),
	"image.missing":                    say("A picture is missing.", "Ein Bild fehlt.", "Brakuje zdjęcia."),
	"image.too_small":                  say("The picture is too small.", "Das Bild ist zu klein.", "Zdjęcie jest za małe."),
	"image.too_large":                  say("The picture is too large.", "Das Bild ist zu groß.", "Zdjęcie jest za duże."),
	"image.format":                     say("This picture format is not accepted.", "Dieses Bildformat wird nicht angenommen.", "Ten format zdjęcia nie jest przyjmowany."),
	"image.background":                 say("The main picture needs a plain light background.", "Das Hauptbild braucht einen hellen, ruhigen Hintergrund.", "Główne zdjęcie wymaga jasnego, jednolitego tła."),
	"image.duplicate":                  say("The same picture is there twice.", "Dasselbe Bild ist doppelt.", "To samo zdjęcie jest dwa razy."),
	"offer.price_zero":                 say("The price must be above zero.", "Der Preis muss über null liegen.", "Cena musi być większa od zera."),
	"offer.price_currency":             say("This currency is not accepted.", "Diese Währung wird nicht angenommen.", "Ta waluta nie jest przyjmowana."),
	"offer.price_outlier":              say("The price is far from what this product costs.", "Der Preis liegt weit neben dem, was das Produkt kostet.", "Cena znacznie odbiega od zwykłej ceny produktu."),
	"offer.price_strike":               say("The struck price must be the lowest of the last 30 days and above the price.", "Der Streichpreis darf höchstens der niedrigste der letzten 30 Tage sein und muss über dem Preis liegen.", "Cena przekreślona może być najwyżej najniższą z 30 dni i wyższa od ceny."),
	"offer.stock_stale":                say("The stock was not updated for too long.", "Der Bestand wurde zu lange nicht aktualisiert.", "Stan magazynowy nie był aktualizowany zbyt długo."),
	"offer.shipping_policy":            say("This market asks for free shipping.", "Dieser Markt verlangt kostenlosen Versand.", "Ten rynek wymaga darmowej wysyłki."),
	"offer.lead_time":                  say("The time to dispatch is too long.", "Die Zeit bis zum Versand ist zu lang.", "Czas do wysyłki jest za długi."),
	"safety.manufacturer":              say("Details of the manufacturer are missing.", "Angaben zum Hersteller fehlen.", "Brakuje danych producenta."),
	"safety.responsible_person":        say("A responsible person in the EU is missing.", "Eine verantwortliche Person in der EU fehlt.", "Brakuje osoby odpowiedzialnej w UE."),
	"safety.product_id":                say("Nothing identifies the product: add a GTIN or model.", "Nichts bezeichnet das Produkt: GTIN oder Modell angeben.", "Brak oznaczenia produktu: dodaj GTIN lub model."),
	"safety.warnings":                  say("Safety warnings are missing.", "Sicherheitshinweise fehlen.", "Brakuje ostrzeżeń dotyczących bezpieczeństwa."),
	"variant.grouping":                 say("Variants must differ in the same options.", "Varianten müssen sich in denselben Merkmalen unterscheiden.", "Warianty muszą różnić się tymi samymi opcjami."),
	"variant.single_option":            say("All variants agree on this option.", "Alle Varianten stimmen in diesem Merkmal überein.", "Wszystkie warianty mają tę samą opcję."),
	"brand.not_authorised":             say("This brand needs an authorisation.", "Diese Marke braucht eine Freigabe.", "Ta marka wymaga autoryzacji."),
}
