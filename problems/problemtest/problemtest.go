// Package problemtest holds parts of your own to the laws that proofs rest on:
// [CheckDesign], [CheckLinear], [CheckLoss], [CheckFit] and [CheckPenalty]. The first law
// broken is reported with a small counter-example.
package problemtest
