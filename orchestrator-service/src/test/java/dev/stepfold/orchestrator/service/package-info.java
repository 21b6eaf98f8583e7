@NullMarked
package dev.stepfold.orchestrator.service;

import org.jspecify.annotations.NullMarked;
