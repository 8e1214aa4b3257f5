// Package problemtest holds what a user adds to a problem to the laws that proofs rest
// on: [CheckDesign], [CheckLinear], [CheckLoss], [CheckFit] and [CheckPenalty]. The first
// law that is broken is reported with a small counter-example.
package problemtest
