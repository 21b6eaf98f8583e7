/** What the protocols of chat clients share: a thread is a document, a message asks for it or for a change of it. */
@NullMarked
package dev.stepfold.gateway.chat;

import org.jspecify.annotations.NullMarked;
