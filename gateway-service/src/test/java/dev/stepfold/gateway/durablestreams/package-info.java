@NullMarked
package dev.stepfold.gateway.durablestreams;

import org.jspecify.annotations.NullMarked;
