/**
 * The orchestrator as a Micronaut service: settings from the environment, wiring, health. What it runs is in the module
 * {@code orchestrator}.
 */
@NullMarked
package dev.stepfold.orchestrator.service;

import org.jspecify.annotations.NullMarked;
