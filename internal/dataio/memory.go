package dataio

import "fmt"

// affordable returns an error where what a file says that it holds takes more memory
// than there is, before any is asked for: running out ends a program without a word.
// What counts is the memory of the machine, or of the group of processes or the
// process where that is limited, and not what is free at this moment.
func affordable(bytes float64) error {
	if there := available(); bytes > there {
		return fmt.Errorf("takes about %s of memory, and there are %s", size(bytes), size(there))
	}
	return nil
}

// size is a number of bytes in words.
func size(bytes float64) string {
	for _, unit := range []string{"bytes", "kB", "MB", "GB"} {
		if bytes < 999.5 {
			return fmt.Sprintf("%.3g %s", bytes, unit)
		}
		bytes /= 1000
	}
	return fmt.Sprintf("%.3g TB", bytes)
}

// available is the number of bytes that this process can have, +Inf where that is not
// known.
var available = machineMemory
