package losses

import "github.com/lassocheck/lassocheck/problems/proof"

// What package proof knows the losses by.

// Enclosure returns the loss of classes.
func (LogisticLoss) Enclosure() proof.Loss { return proof.Classes{} }

// Enclosure returns the loss of counts.
func (PoissonLoss) Enclosure() proof.Loss { return proof.Counts{} }

// Enclosure returns Huber's loss with this Delta.
func (l HuberLoss) Enclosure() proof.Loss { return proof.Huber{Delta: l.Delta} }

// Enclosure returns the squared hinge.
func (SquaredHingeLoss) Enclosure() proof.Loss { return proof.SquaredHinge{} }
