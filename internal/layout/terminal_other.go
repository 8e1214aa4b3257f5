//go:build !unix

package layout

import "os"

func terminalWidth(*os.File) int { return 0 }
