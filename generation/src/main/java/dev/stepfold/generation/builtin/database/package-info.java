/** The fourth step: models, enums and PostgreSQL DDL. */
@NullMarked
package dev.stepfold.generation.builtin.database;

import org.jspecify.annotations.NullMarked;
