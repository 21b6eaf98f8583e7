/** Disks that fill, fail and lose what was not flushed. */
@org.jspecify.annotations.NullMarked
package dev.stepfold.localstack.disk;
