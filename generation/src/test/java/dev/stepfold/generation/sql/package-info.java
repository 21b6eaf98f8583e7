@NullMarked
package dev.stepfold.generation.sql;

import org.jspecify.annotations.NullMarked;
