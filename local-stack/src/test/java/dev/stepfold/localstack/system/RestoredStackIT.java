package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.StackPorts;
import dev.stepfold.schemas.StepId;
import dev.stepfold.schemas.event.RecordedEvent;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup of a running stack is restored on a machine that has nothing, and all services start on it. */
class RestoredStackIT {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final StepId IN_FLIGHT = StepId.DATABASE_GENERATION;

    @TempDir
    Path folder;

    @Test
    void tellsOfEveryDocumentAsTheFirstOneDidAndGoesOnWithWhatWasUnderWay() throws Exception {
        Path backup = folder.resolve("backup");
        Map<String, List<RecordedEvent>> finished = new LinkedHashMap<>();
        String key = Runs.newKey();
        String erased;
        String underWay;
        try (PacedModel model = PacedModel.start(Duration.ofMillis(10))) {
            // Given a stack with finished documents, an erased one, one in the archive and one under way, of which a
            // backup is taken
            try (RunningStack stack = RunningStack.start(
                    folder.resolve("first"), RunningStack.freePorts(), archivedAfterTwoSeconds(model))) {
                Client client = new Client(stack.baseUrl());
                String archived = create(client, 0);
                client.follow(archived, "-1", Runs::endsRun);
                try (Kafka kafka = new Kafka(stack.bootstrapServers())) {
                    await().atMost(SOON).until(() -> kafka.documentTopics().isEmpty());
                }
                erased = create(client, 1);
                client.follow(erased, "-1", Runs::endsRun);
                client.erase(erased);
                List<String> more = IntStream.range(2, 5)
                        .mapToObj(number -> create(client, number))
                        .toList();
                more.forEach(id -> client.follow(id, "-1", Runs::endsRun));
                finished.put(archived, client.history(archived));
                more.forEach(id -> finished.put(id, client.history(id)));
                model.hold(IN_FLIGHT);
                underWay = client.create("Create a library", key);
                await().atMost(SOON).until(() -> model.asked().getLast() == IN_FLIGHT);

                assertThat(stepfold(stack, "backup", backup)).contains("5 documents");
            }
            model.forget();

            // When it is restored into a Kafka that has nothing, and the services start
            StackPorts ports = RunningStack.freePorts();
            Path second = folder.resolve("second");
            try (RunningStack kafka = RunningStack.startKafka(second, ports)) {
                System.out.println(stepfold(kafka, "restore", backup));
            }
            try (RunningStack stack = RunningStack.start(second, ports, model.environment());
                    Kafka kafka = new Kafka(stack.bootstrapServers())) {

                // Then the run goes on behind its last step, and everything that tells of a document tells the same
                Client client = new Client(stack.baseUrl());
                assertThat(client.create("Create a library", key)).isEqualTo(underWay);
                List<Frame> seen = client.follow(underWay, "-1", Runs::endsRun);
                assertThat(model.asked()).startsWith(IN_FLIGHT);
                Auditor auditor = new Auditor(URI.create("http://127.0.0.1:" + ports.projection()), client, kafka);
                Runs.assertCompletedOnce(auditor.audit(underWay, seen).history());
                finished.forEach((id, history) -> {
                    List<Frame> frames = client.follow(
                            id,
                            "-1",
                            frame -> frame.sequence() >= history.getLast().sequence());
                    assertThat(auditor.audit(id, frames).history()).startsWith(history.toArray(RecordedEvent[]::new));
                    assertThat(client.get("/api/documents/" + id + "/verify").body())
                            .contains("\"matches\":true");
                });
                HttpResponse<String> ofErased = client.get("/api/documents/" + erased);
                assertThat(ofErased.statusCode()).as(ofErased.body()).isGreaterThanOrEqualTo(400);
                assertThat(client.list(100)).containsExactlyInAnyOrderElementsOf(all(finished, underWay));
            }
        }
    }

    private static List<String> all(Map<String, List<RecordedEvent>> finished, String underWay) {
        return Stream.concat(finished.keySet().stream(), Stream.of(underWay)).toList();
    }

    private static Map<String, String> archivedAfterTwoSeconds(PacedModel model) {
        Map<String, String> environment = new LinkedHashMap<>(model.environment());
        environment.put("STEPFOLD_ARCHIVE_AFTER", "2s");
        return environment;
    }

    private static String create(Client client, int number) {
        return client.create("Create a task management system number " + number, Runs.newKey());
    }

    /** What the command says, as a person runs it. */
    private static String stepfold(RunningStack stack, String command, Path backup)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Path.of("..", "stepfold").toString(), command, backup.toString())
                .redirectErrorStream(true);
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers());
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
