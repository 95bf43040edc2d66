package payouts

import (
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/johnfercher/maroto/v2"
	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/line"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/config"
	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/props"
	"github.com/johnfercher/maroto/v2/pkg/repository"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goregular"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/money"
)

// paperRows bounds the movements that a PDF lists (about 30 pages); it says so and
// names the CSV, which has them all.
const paperRows = 1_000

// sizes of the paper's texts in points, and heights of its rows in millimetres.
const (
	paperTitle  = 16
	paperText   = 9
	paperSmall  = 7
	paperRow    = 6
	paperWide   = 9
	paperMargin = 18
	paperFont   = "go"
)

// Heading is who a statement is from and for.
type Heading struct {
	Market   string
	Vendor   string // legal name
	VendorID markthalle.VendorID
}

// WritePDF writes a statement as an A4 page or more: what was there, the sum of each
// kind of movement, what is there, then the movements.
func (st Statement) WritePDF(w io.Writer, head Heading, locale markthalle.Locale) error {
	words := paperWordsOf(locale)
	doc, err := newPaper(words.title+" "+st.From.Format("2006-01"), head.Market, st.To)
	if err != nil {
		return err
	}
	p := paper{doc: doc, st: st, words: words, locale: locale}
	p.heading(head)
	p.sums()
	p.movements()
	out, err := doc.Generate()
	if err != nil {
		return fmt.Errorf("write statement: %w", err)
	}
	if _, err := w.Write(out.GetBytes()); err != nil {
		return fmt.Errorf("write statement: %w", err)
	}
	return nil
}

// newPaper is an empty A4 document of the market.
func newPaper(title, author string, made time.Time) (core.Maroto, error) {
	// The writer changes the bytes of its fonts, so every document has its own.
	fonts, err := repository.New().
		AddUTF8FontFromBytes(paperFont, fontstyle.Normal, slices.Clone(goregular.TTF)).
		AddUTF8FontFromBytes(paperFont, fontstyle.Bold, slices.Clone(gobold.TTF)).
		Load()
	if err != nil {
		return nil, fmt.Errorf("load fonts: %w", err)
	}
	return maroto.New(config.NewBuilder().
		WithLeftMargin(paperMargin).WithRightMargin(paperMargin).WithTopMargin(paperMargin).WithBottomMargin(paperMargin).
		WithCustomFonts(fonts).WithDefaultFont(&props.Font{Family: paperFont, Size: paperText}).
		WithTitle(title, true).WithAuthor(author, true).WithCreationDate(made).
		WithPageNumber(props.PageNumber{Pattern: "{current} / {total}", Place: props.RightBottom, Family: paperFont, Size: paperSmall}).
		WithSequentialMode().Build()), nil
}

// paper is a statement on its way to PDF.
type paper struct {
	doc    core.Maroto
	st     Statement
	words  paperWords
	locale markthalle.Locale
}

func (p paper) amount(n int64) string { return money.New(n, p.st.Currency).Format(p.locale) }

func (p paper) day(t time.Time) string { return t.UTC().Format(p.words.date) }

// cell is a text in a column of the grid of twelve.
func cell(size int, s string, at align.Type, style fontstyle.Type) core.Col {
	return col.New(size).Add(text.New(s, props.Text{Align: at, Style: style, Top: 1}))
}

// text is a line of its own.
func (p paper) text(s string) {
	p.doc.AddAutoRow(cell(12, s, align.Left, fontstyle.Normal))
}

func (p paper) rule() {
	p.doc.AddRows(row.New(2).Add(line.NewCol(12, props.Line{SizePercent: 100, Thickness: 0.2})))
}

func (p paper) heading(head Heading) {
	p.doc.AddRows(
		row.New(2*paperWide).Add(col.New(12).Add(text.New(head.Market, props.Text{Size: paperTitle, Style: fontstyle.Bold}))),
		row.New(paperWide).Add(cell(12, fmt.Sprintf("%s %s – %s, %s", p.words.title, p.day(p.st.From), p.day(p.st.To.AddDate(0, 0, -1)), p.st.Currency), align.Left, fontstyle.Bold)),
		row.New(paperWide).Add(cell(12, head.Vendor+" · "+string(head.VendorID), align.Left, fontstyle.Normal)),
	)
	p.rule()
}

// sums is the account in short: opening, the sum of each kind, closing.
func (p paper) sums() {
	add := func(label string, amount int64, style fontstyle.Type) {
		p.doc.AddRows(row.New(paperRow).Add(cell(8, label, align.Left, style), cell(4, p.amount(amount), align.Right, style)))
	}
	add(p.words.opening, p.st.Opening, fontstyle.Bold)
	for _, s := range p.st.Sums {
		add(p.words.kind(s.Kind), s.Amount, fontstyle.Normal)
	}
	p.rule()
	add(p.words.closing, p.st.Closing, fontstyle.Bold)
}

func (p paper) movements() {
	if len(p.st.Rows) == 0 {
		return
	}
	p.doc.AddRows(row.New(2 * paperWide).Add(col.New(12).Add(text.New(p.words.movements, props.Text{Style: fontstyle.Bold, Top: paperWide}))))
	p.rule()
	for _, r := range p.st.Rows[:min(len(p.st.Rows), paperRows)] {
		what := p.words.kind(r.Kind)
		if r.Note != "" {
			what += ": " + r.Note
		}
		p.doc.AddAutoRow(
			cell(2, p.day(r.At), align.Left, fontstyle.Normal), cell(4, what, align.Left, fontstyle.Normal),
			col.New(4).Add(text.New(string(r.VendorOrder), props.Text{Size: paperSmall, Top: 1.5})),
			cell(2, p.amount(r.Amount), align.Right, fontstyle.Normal),
		)
	}
	if left := int64(len(p.st.Rows)-paperRows) + p.st.More; left > 0 {
		p.doc.AddRows(row.New(paperWide).Add(cell(12, fmt.Sprintf(p.words.more, left), align.Left, fontstyle.Bold)))
	}
}
