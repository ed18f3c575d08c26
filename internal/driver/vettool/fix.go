package vettool

import (
	"archive/zip"
	"context"
	"io"

	"github.com/gopitfalls/gopitfalls/internal/driver/fixes"
	"github.com/gopitfalls/gopitfalls/internal/driver/show"
	"github.com/gopitfalls/gopitfalls/internal/driver/wire"
	"github.com/gopitfalls/gopitfalls/internal/report"
)

// fix makes the first fix of each finding, as "go vet -fix" and "go fix" want it: in an
// archive from which the go command takes the files when the build is done, or else in
// the files themselves, or as a diff. Fixes that cannot be made are told, and no error;
// checks that failed are one.
func (t *tool) fix(u *unit, actions []*action) (status int) {
	c := newConverter(u, t.logf)
	var found []wire.Diagnostic
	for _, act := range actions {
		r := c.result(act)
		if r.Err != "" {
			t.logf("%s", r.Err)
			status = 1
		}
		for _, d := range r.Diagnostics {
			if d.Category == report.Failed {
				t.logf("%s: %s", d.Posn, d.Message)
				status = 1
				continue
			}
			found = append(found, d)
		}
	}
	plan := fixes.New(found)
	var err error
	switch {
	case t.diff:
		err = t.output(u.Stdout, func(w io.Writer) error { return writeDiff(w, plan) })
	case u.FixArchive != "":
		err = t.output(u.FixArchive, func(w io.Writer) error { return writeArchive(w, u.ID, plan) })
	default:
		err = plan.Write(context.Background(), found)
	}
	for _, s := range plan.Skipped {
		t.logf("%s: fix skipped: %s", show.Trusted(s.Posn), s.Why)
	}
	if err != nil {
		return t.status(err)
	}
	return status
}

// writeDiff writes what the plan changes, under the full names of the files: the go
// command starts us in the folder of the package, which is not the user's.
func writeDiff(w io.Writer, plan *fixes.Plan) error {
	for _, file := range plan.Changed() {
		if _, err := w.Write(file.Diff(file.Name)); err != nil {
			return err
		}
	}
	return nil
}

// writeArchive writes the files that the plan changes, each under its full name.
func writeArchive(w io.Writer, id string, plan *fixes.Plan) error {
	z := zip.NewWriter(w)
	if err := z.SetComment(id); err != nil {
		return err
	}
	for _, file := range plan.Changed() {
		f, err := z.Create(file.Name)
		if err == nil {
			_, err = f.Write(file.Fixed)
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}
