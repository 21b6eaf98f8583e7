@NullMarked
package dev.stepfold.generation.sql.postgres;

import org.jspecify.annotations.NullMarked;
