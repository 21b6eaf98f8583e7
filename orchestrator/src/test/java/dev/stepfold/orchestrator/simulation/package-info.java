/**
 * Deterministic simulation: the orchestrators' own code from the poll of a command to the forward of an event, over a
 * Kafka, a clock and steps that are simulated from one seed, with every fault that the design claims to survive.
 */
@NullMarked
package dev.stepfold.orchestrator.simulation;

import org.jspecify.annotations.NullMarked;
