@NullMarked
package dev.stepfold.documentlog.connection;

import org.jspecify.annotations.NullMarked;
