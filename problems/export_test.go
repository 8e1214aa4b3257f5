package problems

// The tables of fits and penalties, for the laws in another package.
var (
	Fits      = fits
	Penalties = penalties
)
