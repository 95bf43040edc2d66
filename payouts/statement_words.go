package payouts

import (
	"time"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/ledger"
)

// paperWords are the texts of a statement on paper in one language.
type paperWords struct {
	title, opening, closing, movements string
	more                               string // with the number of movements left out
	date                               string // a layout of package time
	kinds                              map[string]string
}

// kind returns the words for a kind of movement; one that has none is shown by its name.
func (w paperWords) kind(kind string) string {
	if s, ok := w.kinds[kind]; ok {
		return s
	}
	return kind
}

func paperWordsOf(locale markthalle.Locale) paperWords {
	if w, ok := papers[locale]; ok {
		return w
	}
	return papers[markthalle.English]
}

var papers = map[markthalle.Locale]paperWords{
	markthalle.English: {
		title: "Statement", opening: "Opening balance", closing: "Closing balance", movements: "Movements",
		more: "%d further movements are in the CSV file of this statement.", date: "2 Jan 2006",
		kinds: map[string]string{
			ledger.KindSale: "Sales", ledger.KindCommission: "Commission and tax on it", ledger.KindRefundBefore: "Refunds before the transfer",
			ledger.KindRefundAfter: "Refunds after the transfer", ledger.KindRefundCommission: "Commission returned",
			ledger.KindTransfer: "Payouts", ledger.KindTransferReversal: "Payouts taken back", ledger.KindDispute: "Chargebacks",
			ledger.KindFeeRecovery: "Fees passed on", ledger.KindManual: "Manual entries", ledger.KindReversal: "Corrections",
			ledger.KindWriteOff: "Debts written off", ledger.KindReserve: "Reserve",
		},
	},
	markthalle.German: {
		title: "Kontoauszug", opening: "Anfangsstand", closing: "Endstand", movements: "Buchungen",
		more: "%d weitere Buchungen stehen in der CSV-Datei dieses Auszugs.", date: "02.01.2006",
		kinds: map[string]string{
			ledger.KindSale: "Verkäufe", ledger.KindCommission: "Provision und Steuer darauf", ledger.KindRefundBefore: "Erstattungen vor der Überweisung",
			ledger.KindRefundAfter: "Erstattungen nach der Überweisung", ledger.KindRefundCommission: "Erstattete Provision",
			ledger.KindTransfer: "Auszahlungen", ledger.KindTransferReversal: "Zurückgeholte Auszahlungen", ledger.KindDispute: "Rückbuchungen",
			ledger.KindFeeRecovery: "Weitergegebene Gebühren", ledger.KindManual: "Manuelle Buchungen", ledger.KindReversal: "Korrekturen",
			ledger.KindWriteOff: "Abgeschriebene Schulden", ledger.KindReserve: "Rücklage",
		},
	},
	markthalle.Polish: {
		title: "Wyciąg", opening: "Saldo początkowe", closing: "Saldo końcowe", movements: "Operacje",
		more: "Pozostałe operacje (%d) są w pliku CSV tego wyciągu.", date: time.DateOnly,
		kinds: map[string]string{
			ledger.KindSale: "Sprzedaż", ledger.KindCommission: "Prowizja i podatek od niej", ledger.KindRefundBefore: "Zwroty przed przelewem",
			ledger.KindRefundAfter: "Zwroty po przelewie", ledger.KindRefundCommission: "Zwrócona prowizja",
			ledger.KindTransfer: "Wypłaty", ledger.KindTransferReversal: "Cofnięte wypłaty", ledger.KindDispute: "Obciążenia zwrotne",
			ledger.KindFeeRecovery: "Przeniesione opłaty", ledger.KindManual: "Księgowania ręczne", ledger.KindReversal: "Korekty",
			ledger.KindWriteOff: "Umorzone długi", ledger.KindReserve: "Rezerwa",
		},
	},
}
