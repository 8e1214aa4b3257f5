//go:build !unix

package main

// cpu is not known here: -1.
func cpu() float64 { return -1 }
