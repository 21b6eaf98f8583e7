@NullMarked
package dev.stepfold.orchestrator.document;

import org.jspecify.annotations.NullMarked;
