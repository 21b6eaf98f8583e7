package dev.stepfold.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.contract.Contract;
import dev.stepfold.schemas.contract.ContractSchemas;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.schemas.random.RandomCommands;
import dev.stepfold.schemas.random.RandomEvents;
import dev.stepfold.schemas.random.RandomRuns;
import dev.stepfold.schemas.random.Seeds;
import dev.stepfold.schemas.state.DocumentFold;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is true of the wire form of every value: it reads back equal, and the published schema accepts it. */
class JsonCodecLawsTest {
    @Test
    void holdForEveryEvent() {
        Seeds.forEach(60, random -> {
            for (RecordedEvent event : new RandomEvents(random).arbitraryHistory(20)) {
                check("event", JsonCodec.EVENTS, event);
            }
        });
    }

    @Test
    void holdForEveryCommand() {
        Seeds.forEach(60, random -> {
            for (Command command : RandomCommands.ofEveryKind(random)) {
                check("command", JsonCodec.COMMANDS, command);
            }
        });
    }

    @Test
    void holdForTheStateOfEveryRun() {
        Seeds.forEach(40, random -> {
            var history = RandomRuns.history(random);
            var events = history.subList(0, random.upTo(history.size()));

            check(
                    "state",
                    JsonCodec.STATES,
                    DocumentFold.fold(history.getFirst().documentId(), events));
        });
    }

    @Test
    void holdForTheStateOfEveryArbitraryHistory() {
        Seeds.forEach(20, random -> {
            var history = new RandomEvents(random).arbitraryHistory(30);

            check(
                    "state",
                    JsonCodec.STATES,
                    DocumentFold.fold(history.getFirst().documentId(), history));
        });
    }

    private static <T> void check(String kind, JsonCodec<T> codec, T value) throws UnreadableException {
        byte[] json = codec.encode(value);

        assertThat(codec.decode(json)).isEqualTo(value);
        assertThat(codec.encode(codec.decode(json))).isEqualTo(json);
        assertThat(ContractSchemas.problems(Contract.named(kind), new String(json, StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
