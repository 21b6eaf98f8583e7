@NullMarked
package dev.stepfold.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
