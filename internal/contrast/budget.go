package contrast

// Budget is what each run of each method may spend, and how often it is repeated.
type Budget struct {
	Epochs, Batch int
	// Seed orders the mini-batches of the search for steps; the runs that are reported
	// have the seeds Seed+1 to Seed+Seeds.
	Seed  uint64
	Seeds int
	// Schedules are the names of those tried, nil for all, or for the constant and the
	// cosine one where the data are large.
	Schedules []string
}

// longest is the number of epochs that small data get, least what all get.
const longest, least = 1000, 20

// withDefaults fills in what is 0: batches of 32 rows, 5 seeds, and up to 1000 epochs,
// fewer of all where the data are large.
func (b Budget) withDefaults(m *Model) Budget {
	if b.Batch <= 0 {
		b.Batch = 32
	}
	b.Batch = min(b.Batch, m.n)
	// The work of an epoch: its rows forth and back, and its steps.
	work := float64(2*m.z.stored() + 4*m.p*max(1, m.n/b.Batch))
	if b.Epochs <= 0 {
		b.Epochs = min(longest, max(least, int(1e7/work)))
	}
	small := float64(b.Epochs)*work < 2e7
	if b.Seeds <= 0 {
		b.Seeds = 2
		if small {
			b.Seeds = 5
		}
	}
	if b.Schedules == nil {
		for _, s := range Schedules {
			if small || s.Name == "constant" || s.Name == "cosine" {
				b.Schedules = append(b.Schedules, s.Name)
			}
		}
	}
	return b
}
