//go:build unix

package layout

import (
	"os"

	"golang.org/x/sys/unix"
)

// terminalWidth is 0 where f is no terminal.
func terminalWidth(f *os.File) int {
	size, err := unix.IoctlGetWinsize(int(f.Fd()), unix.TIOCGWINSZ)
	if err != nil {
		return 0
	}
	return int(size.Col)
}
