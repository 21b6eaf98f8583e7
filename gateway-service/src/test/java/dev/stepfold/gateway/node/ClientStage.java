package dev.stepfold.gateway.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.gateway.testkit.CommandTopic;
import dev.stepfold.gateway.testkit.FakeOrchestrator;
import dev.stepfold.gateway.testkit.Gateway;
import dev.stepfold.gateway.testkit.SampleEvents;
import dev.stepfold.gateway.testkit.SampleRun;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.codec.ContractMapper;
import dev.stepfold.schemas.codec.JsonCodec;
import dev.stepfold.schemas.codec.UnreadableException;
import dev.stepfold.schemas.command.Command;
import dev.stepfold.schemas.event.AgentData;
import dev.stepfold.schemas.event.AgentRun;
import dev.stepfold.schemas.event.DocumentEvent;
import dev.stepfold.schemas.event.RecordedEvent;
import dev.stepfold.testkit.SharedBroker;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The real gateway over real HTTP and a real broker, a proxy before it, and a run that happens to a document of its own event
 * by event, as fast as a client tells that it has seen them. Every tenth event happens while the client's connection is
 * cut, and one while its gateway is gone.
 */
@Timeout(240)
abstract class ClientStage {
    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker();

    private static final int GATEWAY_GONE_AT = 25;

    final DocumentId document = new DocumentId(UUID.randomUUID().toString());
    FakeOrchestrator orchestrator;
    CuttableProxy proxy;
    Gateway gateway;

    @BeforeEach
    void start() {
        gateway = newGateway();
        proxy = new CuttableProxy(gateway.uri(""));
        orchestrator = new FakeOrchestrator(BROKER.bootstrapServers());
    }

    @AfterEach
    void stop() {
        orchestrator.close();
        proxy.close();
        gateway.close();
    }

    /** A gateway with the settings of the test. */
    final Gateway newGateway() {
        return new Gateway(BROKER.bootstrapServers(), settings()).awaitReady();
    }

    /** What is set otherwise than by default. */
    Map<String, Object> settings() {
        return Map.of("stepfold.heartbeat", "200ms");
    }

    /** The command that a client's message became. */
    final Command.StartRun awaitStart(int number) {
        return awaitCommand(Command.StartRun.class, number);
    }

    /** The command of that kind with that number, from 1, which is there or comes now. */
    final <C extends Command> C awaitCommand(Class<C> kind, int number) {
        try (CommandTopic topic = new CommandTopic(BROKER.bootstrapServers())) {
            return Awaitility.await()
                    .until(() -> commands(topic, kind), commands -> commands.size() >= number)
                    .get(number - 1);
        }
    }

    private <C extends Command> List<C> commands(CommandTopic topic, Class<C> kind) {
        return topic.records().stream()
                .filter(record -> document.value().equals(record.key()))
                .map(record -> command(record.value()))
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    private static Command command(byte[] value) {
        try {
            return JsonCodec.COMMANDS.decode(value);
        } catch (UnreadableException e) {
            throw new AssertionError(e);
        }
    }

    /** The events of a run that a command started. */
    final List<RecordedEvent> run(Command.StartRun start, long first) {
        List<DocumentEvent> events = new ArrayList<>();
        events.add(new AgentRun.Started(start.commandId(), start.owner(), start.request(), start.options(), null));
        for (StepId step : StepId.values()) {
            for (int percent = 0; percent < 100; percent += 20) {
                events.add(SampleRun.processing(step, "Working, " + percent + " %"));
            }
            events.add(partialAgent());
            events.addAll(SampleRun.step(step).subList(1, 3));
        }
        events.add(SampleRun.completed());
        List<RecordedEvent> recorded = new ArrayList<>();
        RunId runId = start.runId();
        Instant now = Instant.now();
        for (DocumentEvent event : events) {
            long sequence = first + recorded.size();
            recorded.add(new RecordedEvent(document, runId, sequence, now.plusMillis(recorded.size()), event));
        }
        return recorded;
    }

    private static DocumentEvent partialAgent() {
        try {
            return SampleEvents.ofEveryType().stream()
                    .filter(AgentData.Partial.class::isInstance)
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The events happen one by one.
     *
     * @param awaitSeen waits until the client has the event of that sequence
     */
    final void happen(List<RecordedEvent> events, LongConsumer awaitSeen) {
        for (RecordedEvent event : events) {
            if (event.sequence() % 10 == 9) {
                proxy.cut();
            }
            if (event.sequence() == GATEWAY_GONE_AT) {
                gateway.close();
            }
            orchestrator.happen(List.of(event));
            if (event.sequence() == GATEWAY_GONE_AT) {
                gateway = newGateway();
                proxy.moveTo(gateway.uri(""));
            }
            awaitSeen.accept(event.sequence());
        }
    }

    /** What {@code GET} answers now. */
    final JsonNode state() {
        return json(gateway.get("/api/documents/" + document).body());
    }

    /** A client's state is what {@code GET} answers now. */
    final void assertIsState(JsonNode ofClient) {
        assertSame(ofClient, state());
    }

    /** What a client has is what was sent to it; JavaScript writes 2.0 as 2. */
    static void assertSame(JsonNode ofClient, JsonNode expected) {
        assertThat(ofClient.equals(ClientStage::compare, expected))
                .as("%s%nis%n%s", ofClient, expected)
                .isTrue();
    }

    private static int compare(JsonNode left, JsonNode right) {
        boolean same = (left.isNumber() && right.isNumber())
                ? left.decimalValue().compareTo(right.decimalValue()) == 0
                : left.equals(right);
        return same ? 0 : 1;
    }

    static JsonNode json(String text) {
        try {
            return ContractMapper.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
