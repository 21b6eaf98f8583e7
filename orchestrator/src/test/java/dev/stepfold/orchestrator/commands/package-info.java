@NullMarked
package dev.stepfold.orchestrator.commands;

import org.jspecify.annotations.NullMarked;
