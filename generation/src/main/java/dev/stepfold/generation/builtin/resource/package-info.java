/** Access to the generator's resource files: word lists, blueprints, reserved words. */
@NullMarked
package dev.stepfold.generation.builtin.resource;

import org.jspecify.annotations.NullMarked;
