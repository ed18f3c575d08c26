package profile

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	pprof "github.com/google/pprof/profile"
)

// kinds are the profiles of which something is read, by the type of their samples.
var kinds = map[string]Kind{
	"goroutine":     Goroutines,
	"goroutineleak": Leaks,
	"threadcreate":  Threads,
}

// readProto reads a profile as debug=0 gives it.
func (s *Set) readProto(r io.Reader, source string) error {
	data, err := limited(r, maxProto)
	if err != nil {
		return err
	}
	p, err := parseProto(data)
	if err != nil {
		return fmt.Errorf("it is no profile: %w", err)
	}
	if len(p.SampleType) != 1 {
		return fmt.Errorf("it is a profile of %s, not of goroutines", sampleTypes(p))
	}
	kind, ok := kinds[p.SampleType[0].Type]
	if !ok {
		return fmt.Errorf("it is a profile of %s, not of goroutines", sampleTypes(p))
	}
	snap := s.begin(source, p.SampleType[0].Type+" profile", kind)
	if p.TimeNanos > 0 {
		snap.Time = time.Unix(0, p.TimeNanos)
	}
	if len(p.Mapping) > 0 {
		snap.Build = p.Mapping[0].BuildID
	}
	for _, sample := range p.Sample {
		s.addSample(snap, sample)
	}
	return nil
}

// parseProto parses a message. The parser is not ours, and the data anybody's.
func parseProto(data []byte) (p *pprof.Profile, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("malformed: %v", v)
		}
	}()
	return pprof.ParseUncompressed(data)
}

func sampleTypes(p *pprof.Profile) string {
	var types []string
	for _, t := range p.SampleType[:min(len(p.SampleType), 5)] {
		types = append(types, t.Type)
	}
	if len(types) == 0 {
		return "nothing"
	}
	return strings.Join(types, ", ")
}

func (s *Set) addSample(snap *Snapshot, sample *pprof.Sample) {
	if len(sample.Value) != 1 || sample.Value[0] <= 0 {
		return
	}
	n := sample.Value[0]
	var frames []*Frame
	for _, loc := range sample.Location {
		for _, line := range loc.Line {
			if line.Function == nil || len(frames) >= maxDepth {
				continue
			}
			f := s.frame([]byte(line.Function.Name), []byte(line.Function.Filename), int(line.Line))
			if f == nil {
				snap.Lost += n
				return
			}
			frames = append(frames, f)
		}
	}
	if len(frames) == 0 && snap.Kind != Threads {
		return // main in select {}
	}
	st := Stack{State: stateOf(frames)}
	st.Op = opOf(st.State)
	st.Frames, st.Leaf = normalize(frames)
	leaked := int64(0)
	if snap.Kind == Leaks {
		leaked = n
	}
	s.add(snap, &st, n, leaked, 0, labelText(sample.Label))
}

// labelText writes labels as Go 1.27 does.
func labelText(labels map[string][]string) string {
	if len(labels) == 0 {
		return ""
	}
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(labels)) {
		for _, value := range labels[key] {
			pairs = append(pairs, key+": "+value)
		}
	}
	return clip(strings.Join(pairs, ", "))
}

// clip bounds a text that is only shown.
func clip(s string) string {
	const most = 400
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "..."
	}
	return s
}
