package payouts

import (
	"encoding/xml"
	"strconv"
)

// The elements of the form that are used, in its order.
type (
	dpiMessage struct {
		XMLName xml.Name `xml:"dpi:DPI_OECD"`
		DPI     string   `xml:"xmlns:dpi,attr"`
		STF     string   `xml:"xmlns:stf,attr"`
		Version string   `xml:"version,attr"`
		Spec    dpiSpec  `xml:"dpi:MessageSpec"`
		Body    dpiBody  `xml:"dpi:DPIBody"`
	}
	dpiSpec struct {
		Sender       string `xml:"dpi:SendingEntityIN,omitempty"`
		Transmitting string `xml:"dpi:TransmittingCountry"`
		Receiving    string `xml:"dpi:ReceivingCountry"`
		Type         string `xml:"dpi:MessageType"`
		Ref          string `xml:"dpi:MessageRefId"`
		Indication   string `xml:"dpi:MessageTypeIndic"`
		Period       string `xml:"dpi:ReportingPeriod"`
		Time         string `xml:"dpi:Timestamp"`
	}
	dpiBody struct {
		Operator dpiOperator `xml:"dpi:PlatformOperator"`
		Sellers  []dpiSeller `xml:"dpi:ReportableSeller"`
	}
	dpiOrganisation struct {
		Residence string     `xml:"dpi:ResCountryCode"`
		TIN       dpiTIN     `xml:"dpi:TIN"`
		IN        *dpiIN     `xml:"dpi:IN"`
		VAT       string     `xml:"dpi:VAT,omitempty"`
		Name      string     `xml:"dpi:Name"`
		Address   dpiAddress `xml:"dpi:Address"`
	}
	dpiOperator struct {
		dpiOrganisation
		Nexus   string `xml:"dpi:Nexus"`
		Assumed bool   `xml:"dpi:AssumedReporting"`
		Doc     dpiDoc `xml:"dpi:DocSpec"`
	}
	dpiSeller struct {
		Entity     *dpiEntity     `xml:"dpi:Identity>dpi:EntitySeller>dpi:Standard"`
		Individual *dpiIndividual `xml:"dpi:Identity>dpi:IndividualSeller>dpi:Standard"`
		Goods      dpiGoods       `xml:"dpi:RelevantActivities>dpi:SaleOfGoods"`
		Doc        dpiDoc         `xml:"dpi:DocSpec"`
	}
	dpiEntity struct {
		ID      dpiOrganisation `xml:"dpi:EntSellerID"`
		Account *dpiAccount     `xml:"dpi:FinancialIdentifier"`
	}
	dpiIndividual struct {
		ID      dpiPerson   `xml:"dpi:IndSellerID"`
		Account *dpiAccount `xml:"dpi:FinancialIdentifier"`
	}
	dpiPerson struct {
		Residence string     `xml:"dpi:ResCountryCode"`
		TIN       dpiTIN     `xml:"dpi:TIN"`
		VAT       string     `xml:"dpi:VAT,omitempty"`
		Given     string     `xml:"dpi:Name>dpi:FirstName"`
		Family    string     `xml:"dpi:Name>dpi:LastName"`
		Address   dpiAddress `xml:"dpi:Address"`
		Birth     string     `xml:"dpi:BirthInfo>dpi:BirthDate"`
	}
	dpiTIN struct {
		IssuedBy string `xml:"issuedBy,attr,omitempty"`
		Unknown  bool   `xml:"unknown,attr,omitempty"`
		Number   string `xml:",chardata"`
	}
	dpiIN struct {
		IssuedBy string `xml:"issuedBy,attr,omitempty"`
		Type     string `xml:"INType,attr"`
		Number   string `xml:",chardata"`
	}
	dpiAddress struct {
		Type    string `xml:"legalAddressType,attr,omitempty"`
		Country string `xml:"dpi:CountryCode"`
		Street  string `xml:"dpi:AddressFix>dpi:Street,omitempty"`
		Post    string `xml:"dpi:AddressFix>dpi:PostCode,omitempty"`
		City    string `xml:"dpi:AddressFix>dpi:City"`
	}
	dpiAccount struct {
		Identifier struct {
			Type   string `xml:"AccountNumberType,attr"`
			Number string `xml:",chardata"`
		} `xml:"dpi:Identifier"`
	}
	dpiGoods struct {
		Consideration [4]dpiAmount // the four quarters of each are named when they are written
		Activities    [4]int64
		Fees          [4]dpiAmount
	}
	dpiAmount struct {
		Currency string `xml:"currCode,attr"`
		Units    int64  `xml:",chardata"`
	}
	dpiDoc struct {
		Indication string `xml:"stf:DocTypeIndic"`
		Ref        string `xml:"stf:DocRefId"`
	}
)

// MarshalXML writes the quarters by their names.
func (g dpiGoods) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return err
	}
	none := [4]dpiAmount{}
	for i := range none {
		none[i].Currency = g.Fees[i].Currency
	}
	for _, group := range []struct {
		name, quarter string
		value         func(int) any
	}{
		{"dpi:Consideration", "dpi:ConsQ", func(i int) any { return g.Consideration[i] }},
		{"dpi:NumberOfActivities", "dpi:NumbQ", func(i int) any { return g.Activities[i] }},
		{"dpi:Fees", "dpi:FeesQ", func(i int) any { return g.Fees[i] }},
		{"dpi:Taxes", "dpi:TaxQ", func(i int) any { return none[i] }}, // the market withholds none
	} {
		outer := xml.StartElement{Name: xml.Name{Local: group.name}}
		if err := e.EncodeToken(outer); err != nil {
			return err
		}
		for i := range 4 {
			if err := e.EncodeElement(group.value(i), xml.StartElement{Name: xml.Name{Local: group.quarter + strconv.Itoa(i+1)}}); err != nil {
				return err
			}
		}
		if err := e.EncodeToken(outer.End()); err != nil {
			return err
		}
	}
	return e.EncodeToken(start.End())
}
