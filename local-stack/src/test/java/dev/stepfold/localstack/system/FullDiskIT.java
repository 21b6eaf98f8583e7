package dev.stepfold.localstack.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.stepfold.localstack.RunningStack;
import dev.stepfold.localstack.disk.SmallDisk;
import dev.stepfold.schemas.StepId;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disks of a whole stack fill in the middle of many runs; see {@link SmallDisk}. */
class FullDiskIT {
    private static final int RUNS = 50;
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final StepId IN_FLIGHT = StepId.TECHNICAL_ANALYSIS;

    @Test
    void runsGoOnByThemselvesWhenTheBrokersDiskHasRoomAgain(@TempDir Path folder) throws Exception {
        try (SmallDisk disk = SmallDisk.make(folder, "disk", 1024);
                PacedModel model = PacedModel.start(Duration.ofMillis(20));
                RunningStack stack = RunningStack.start(
                        disk.folder().resolve("home"), RunningStack.freePorts(), model.environment())) {
            Client client = new Client(stack.baseUrl(), SOON.multipliedBy(2));
            List<String> documents = inFlight(client, model);

            disk.fillBut(0);
            model.release(IN_FLIGHT);
            await().atMost(SOON)
                    .until(stack::output, printed -> printed.contains("No space left on device, restarting"));
            disk.makeRoom();

            assertAllCompleteOnce(client, stack, documents);
        }
    }

    @Test
    void statesAreServedAndCatchUpWhenTheProjectionsDiskHasRoomAgain(@TempDir Path folder) throws Exception {
        Path data = Files.createDirectories(folder.resolve("home").resolve("data"));
        try (SmallDisk disk = SmallDisk.make(data, "projection", 256);
                PacedModel model = PacedModel.start(Duration.ofMillis(20));
                RunningStack stack =
                        RunningStack.start(folder.resolve("home"), RunningStack.freePorts(), model.environment())) {
            Client client = new Client(stack.baseUrl(), SOON.multipliedBy(2));
            List<String> documents = inFlight(client, model);

            disk.fillBut(0);
            stack.kill9("projection");
            model.release(IN_FLIGHT);
            Client projection =
                    new Client(URI.create("http://127.0.0.1:" + stack.ports().projection()));
            documents.forEach(id -> client.follow(id, "-1", Runs::endsRun));
            await().atMost(SOON)
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> projection.get("/health").body(), told -> told.contains("\"low\":true"));
            disk.makeRoom();
            stack.awaitHealthy("projection");

            assertAllCompleteOnce(client, stack, documents);
        }
    }

    private static List<String> inFlight(Client client, PacedModel model) {
        model.hold(IN_FLIGHT);
        List<String> documents = IntStream.range(0, RUNS)
                .parallel()
                .mapToObj(number -> client.create("Create a task management system number " + number, Runs.newKey()))
                .toList();
        await().atMost(SOON).until(() -> model.asked(IN_FLIGHT) > 0);
        return documents;
    }

    private static void assertAllCompleteOnce(Client client, RunningStack stack, List<String> documents) {
        Map<String, List<Frame>> seen =
                documents.stream().collect(Collectors.toMap(id -> id, id -> client.follow(id, "-1", Runs::endsRun)));
        try (Kafka kafka = new Kafka(stack.bootstrapServers())) {
            Auditor auditor =
                    new Auditor(URI.create("http://127.0.0.1:" + stack.ports().projection()), client, kafka);
            seen.forEach((id, frames) ->
                    Runs.assertCompletedOnce(auditor.audit(id, frames).history()));
        }
        assertThat(client.list(100)).containsExactlyInAnyOrderElementsOf(documents);
    }
}
