package dev.stepfold.gateway;

import dev.stepfold.gateway.chat.ChatTurns;
import dev.stepfold.gateway.command.CommandOutcomes;
import dev.stepfold.gateway.command.CommandService;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/** Wires what the protocols of chat clients need. */
@Factory
final class ChatWiring {
    @Singleton
    ChatTurns chatTurns(CommandService commands, CommandOutcomes outcomes) {
        return new ChatTurns(commands, outcomes);
    }
}
