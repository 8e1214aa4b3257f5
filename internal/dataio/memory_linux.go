package dataio

import (
	"bytes"
	"math"
	"os"
	"strconv"
	"syscall"
)

// machineMemory is the least of the machine's memory and swap, the limit of the
// control group, and that of the process (ulimit -v).
func machineMemory() float64 {
	least := math.Inf(1)
	var info syscall.Sysinfo_t
	if syscall.Sysinfo(&info) == nil {
		least = (float64(info.Totalram) + float64(info.Totalswap)) * float64(info.Unit)
	}
	for _, file := range []string{"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"} {
		if text, err := os.ReadFile(file); err == nil {
			if v, err := strconv.ParseFloat(string(bytes.TrimSpace(text)), 64); err == nil { // or else "max"
				least = min(least, v)
			}
		}
	}
	var limit syscall.Rlimit
	if syscall.Getrlimit(syscall.RLIMIT_AS, &limit) == nil {
		least = min(least, float64(limit.Cur))
	}
	return least
}
