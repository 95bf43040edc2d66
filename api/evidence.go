package api

import (
	"fmt"
	"io"
	"mime/multipart"

	"github.com/markthalle/markthalle"
	"github.com/markthalle/markthalle/api/endpoint"
	"github.com/markthalle/markthalle/payments"
	"github.com/markthalle/markthalle/payouts"
)

// EvidencePartOut is what somebody added to the evidence of a dispute: a text, or a file.
type EvidencePartOut struct {
	ID      string `json:"id"`
	Text    string `json:"text,omitempty"`
	Kind    string `json:"kind,omitempty"` // of a file: receipt, shipping_documentation, customer_communication, customer_signature or other
	Name    string `json:"name,omitempty"`
	Size    int64  `json:"size,omitempty"` // bytes
	AddedAt Time   `json:"added_at"`
}

func evidencePart(p payments.EvidencePart) EvidencePartOut {
	return EvidencePartOut{ID: p.ID, Text: p.Text, Kind: string(p.Kind), Name: p.Name, Size: p.Size, AddedAt: Time{p.At}}
}

// EvidenceFormIn is a form with a text, a file, or both: a text of at most 2,000 characters
// replaces the earlier one, a file the earlier one of its kind. Files are PDF, JPEG or PNG,
// of at most 4.5 MB together.
type EvidenceFormIn struct {
	ByID
	Text string                `json:"-" formData:"text"`
	Kind string                `json:"-" formData:"kind" enum:"receipt,shipping_documentation,customer_communication,customer_signature,other"`
	File *multipart.FileHeader `json:"-" formData:"file"`
}

// EvidenceByID names a part of the evidence of an order, or of a dispute.
type EvidenceByID struct {
	ByID
	Evidence string `path:"evidence"`
}

// evidenceForm reads the form. What is wrong with its contents is told together.
func evidenceForm(c *endpoint.Call) (payouts.EvidenceInput, error) {
	in := payouts.EvidenceInput{Text: c.FormValue("text")}
	if !c.HasFile("file") {
		return in, nil
	}
	head, err := c.File("file")
	if err != nil {
		return in, err
	}
	f, err := head.Open()
	if err != nil {
		return in, fmt.Errorf("open upload: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	content, err := io.ReadAll(io.LimitReader(f, payments.MaxEvidence+1))
	if err != nil {
		return in, fmt.Errorf("read upload: %w", err)
	}
	in.File = &payments.File{Kind: payments.EvidenceKind(c.FormValue("kind")), Name: head.Filename, Content: content}
	return in, nil
}

func (r *routes) vendorEvidenceAdd(c *endpoint.Call, in EvidenceFormIn) (VendorDisputeOut, error) {
	x, err := evidenceForm(c)
	if err != nil {
		return VendorDisputeOut{}, err
	}
	d, err := r.Payouts.AddVendorEvidence(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID), x)
	if err != nil {
		return VendorDisputeOut{}, err
	}
	return r.vendorDispute(d, c.Actor), nil
}

func (r *routes) vendorEvidenceRemove(c *endpoint.Call, in EvidenceByID) (VendorDisputeOut, error) {
	d, err := r.Payouts.RemoveVendorEvidence(c.Ctx, c.Actor, markthalle.VendorOrderID(in.ID), in.Evidence)
	if err != nil {
		return VendorDisputeOut{}, err
	}
	return r.vendorDispute(d, c.Actor), nil
}

func (r *routes) adminEvidenceAdd(c *endpoint.Call, in EvidenceFormIn) (AdminEvidenceOut, error) {
	x, err := evidenceForm(c)
	if err != nil {
		return AdminEvidenceOut{}, err
	}
	if _, err := r.Payouts.AddEvidence(c.Ctx, c.Actor, in.ID, x); err != nil {
		return AdminEvidenceOut{}, err
	}
	return r.adminEvidence(c, in.ByID)
}

func (r *routes) adminEvidenceRemove(c *endpoint.Call, in EvidenceByID) (AdminEvidenceOut, error) {
	if _, err := r.Payouts.RemoveEvidence(c.Ctx, c.Actor, in.ID, in.Evidence); err != nil {
		return AdminEvidenceOut{}, err
	}
	return r.adminEvidence(c, in.ByID)
}

// AdminEvidencePartOut is a part of evidence, and who added it.
type AdminEvidencePartOut struct {
	EvidencePartOut
	VendorID string `json:"vendor_id,omitempty"` // none: the operator
	By       string `json:"by"`
	Sent     bool   `json:"sent"` // a file that is sent, or would be: those that go beyond 4.5 MB together are not
}

func adminEvidenceParts(d *payments.Dispute, e *payments.Evidence) []AdminEvidencePartOut {
	return mapped(d.Parts, func(p payments.EvidencePart) AdminEvidencePartOut {
		return AdminEvidencePartOut{EvidencePartOut: evidencePart(p), VendorID: string(p.Vendor), By: p.By, Sent: p.Kind == "" || e.Sends(p.File)}
	})
}
