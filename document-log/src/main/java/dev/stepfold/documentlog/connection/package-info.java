/** How every Kafka client connects: the settings that a user gives, those that Stepfold decides, and the clients made of both. */
@NullMarked
package dev.stepfold.documentlog.connection;

import org.jspecify.annotations.NullMarked;
