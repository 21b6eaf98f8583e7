package dev.stepfold.localstack.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes; see {@link SmallService}. */
class SupervisorTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final ProcessName FIRST = new ProcessName("first");

    @TempDir
    Path home;

    @Test
    void tellsEachChangeInOneLine() throws InterruptedException {
        // Given
        Supervision supervision = Supervision.of(home, Supervision.smallService("first", home, Supervision.freePort()));

        // When
        supervision.started().close();

        // Then
        assertThat(supervision.printed().lines())
                .hasSize(3)
                .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d  first {9}.*"))
                .satisfiesExactly(
                        line -> assertThat(line).containsPattern("starting, pid \\d+$"),
                        line -> assertThat(line).containsPattern("ready in \\d+\\.\\d s$"),
                        line -> assertThat(line).containsPattern("stopped in \\d+\\.\\d s$"));
        assertThat(supervision.log("first")).hasContent("serving\n");
        assertThat(supervision.pidFile("first")).doesNotExist();
    }

    @Test
    void startsWhatIsNeededFirstAndStopsItLast() throws InterruptedException {
        Supervision supervision = Supervision.of(
                home,
                Supervision.smallService("first", home, Supervision.freePort()),
                Supervision.smallService("second", home, Supervision.freePort(), FIRST));

        supervision.started().close();

        assertThat(supervision.printed().lines().map(SupervisorTest::processAndFirstWord))
                .containsExactly(
                        "first starting,",
                        "first ready",
                        "second starting,",
                        "second ready",
                        "second stopped",
                        "first stopped");
    }

    @Test
    void startsAProcessAgainThatWasKilled() throws Exception {
        try (Supervision supervision = Supervision.of(
                        home, Supervision.smallService("first", home, Supervision.freePort()))
                .started()) {
            long killed = supervision.pid("first");

            Supervision.signal("KILL", killed);

            await().atMost(SOON).until(() -> supervision.pid("first") != killed && supervision.isHealthy("first"));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(supervision.printed())
                            .containsPattern(
                                    "ended by signal 9, restarting in \\d\\.\\d s\n.*starting, pid \\d+\n.*ready"));
        }
    }

    @Test
    void leavesCtrlCOfTheTerminalToTheSupervisor() throws Exception {
        try (Supervision supervision = Supervision.of(
                        home, Supervision.smallService("first", home, Supervision.freePort()))
                .started()) {
            long pid = supervision.pid("first");

            // A terminal sends these to every process of its group.
            Supervision.signal("INT", pid);
            Supervision.signal("HUP", pid);
            Supervision.signal("INT", pid);

            await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> supervision.isHealthy("first"));
            assertThat(supervision.pid("first")).isEqualTo(pid);
        }
    }

    @Test
    void startsAProcessAgainThatSomebodyStopped() throws Exception {
        try (Supervision supervision = Supervision.of(
                        home, Supervision.smallService("first", home, Supervision.freePort()))
                .started()) {
            long stopped = supervision.pid("first");

            Supervision.signal("TERM", stopped);

            await().atMost(SOON).until(() -> supervision.pid("first") != stopped && supervision.isHealthy("first"));
            assertThat(supervision.printed()).contains("ended by signal 15, restarting in");
        }
    }

    @Test
    void aSignalToTheGroupThatEndsAProcessBeforeTheSupervisorStopsStartsNothingAgain() throws Exception {
        Supervision supervision =
                Supervision.ofAGroup(home, SOON, Supervision.smallService("first", home, Supervision.freePort()));
        supervision.started();
        ProcessHandle first = ProcessHandle.of(supervision.pid("first")).orElseThrow();

        Supervision.signal("TERM", first.pid());
        first.onExit().get(SOON.toSeconds(), TimeUnit.SECONDS);
        supervision.close();

        assertThat(supervision.printed().lines().map(SupervisorTest::processAndFirstWord))
                .containsExactly("first starting,", "first ready", "first stopped");
    }

    @Test
    void whatOthersNeedIsNotStartedAgainWhenItEndsWhileTheyStop() throws Exception {
        // Given: the second process ends only after the first one, which it needs.
        Path mayEnd = home.resolve("may-end");
        Supervision supervision = Supervision.of(
                home,
                Supervision.smallService("first", home, Supervision.freePort()),
                Supervision.smallServiceThatEndsWith(mayEnd, "second", home, Supervision.freePort(), FIRST));
        supervision.started();
        ProcessHandle first = ProcessHandle.of(supervision.pid("first")).orElseThrow();

        // When
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(supervision::close);
        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(supervision.log("second")).content().contains("stopping"));
        Supervision.signal("KILL", first.pid());
        first.onExit().get(SOON.toSeconds(), TimeUnit.SECONDS);
        Files.createFile(mayEnd);
        stopped.get(SOON.toSeconds(), TimeUnit.SECONDS);

        // Then
        assertThat(supervision.printed().lines().map(SupervisorTest::processAndFirstWord))
                .containsExactly(
                        "first starting,",
                        "first ready",
                        "second starting,",
                        "second ready",
                        "second stopped",
                        "first stopped");
    }

    @Test
    void keepsTryingAProcessThatEndsAtOnceAndNamesItWhenTimeRunsOut() throws InterruptedException {
        ProcessSpec failing = Supervision.java(
                "first", home, () -> false, Map.of(), Set.of(), SmallService.class.getName(), "0", "3");
        try (Supervision supervision = Supervision.of(home, failing)) {
            supervision.supervisor().start();
            await().atMost(SOON)
                    .until(() -> supervision
                                    .printed()
                                    .lines()
                                    .filter(line -> line.contains("ended with exit code 3, restarting in"))
                                    .count()
                            >= 3);

            Readiness readiness = supervision.supervisor().awaitReady(Duration.ofMillis(1));

            assertThat(readiness).isEqualTo(new Readiness.NotReady(FIRST, new LogFile(supervision.log("first"))));
        }
    }

    @Test
    void stopsWhileAProcessRestsAfterItsDeath() throws InterruptedException {
        ProcessSpec failing = Supervision.java(
                "first", home, () -> false, Map.of(), Set.of(), SmallService.class.getName(), "0", "3");
        Supervision supervision = Supervision.of(home, failing);
        supervision.supervisor().start();
        await().atMost(SOON).until(() -> supervision.printed().contains("restarting"));

        supervision.close();

        assertThat(supervision.supervisor().awaitReady(SOON)).isEqualTo(new Readiness.StoppedMeanwhile());
        assertThat(supervision.printed().lines().reduce((_, last) -> last).orElseThrow())
                .contains("stopped in");
    }

    @Test
    void stopsWhatAKilledSupervisorLeftRunningAndNothingElse() throws Exception {
        // Given: two processes run, and a supervisor that knows only their pid files.
        int port = Supervision.freePort();
        try (Supervision earlier = Supervision.of(home, Supervision.smallService("first", home, port))
                        .started();
                Supervision stranger = Supervision.of(
                                home.resolve("other"),
                                Supervision.smallService("second", home.resolve("other"), Supervision.freePort()))
                        .started()) {
            Supervision later = Supervision.of(
                    home,
                    Supervision.smallService("first", home, port),
                    Supervision.smallService("second", home, port, FIRST));
            new PidFile(later.pidFile("second")).write(stranger.pid("second"));
            long left = earlier.pid("first");

            // When
            later.stopOrphans();

            // Then
            assertThat(later.printed())
                    .contains("first         still running from an earlier start, stopping pid " + left)
                    .doesNotContain("second");
            assertThat(stranger.isHealthy("second")).isTrue();
            assertThat(later.pidFile("second")).doesNotExist();
        }
    }

    @Test
    void aSecondSupervisorIsRefusedInTheSameFolder() throws IOException {
        Path file = home.resolve("supervisor.pid");
        try (SupervisorLock _ = SupervisorLock.tryTake(file).orElseThrow()) {
            assertThat(SupervisorLock.tryTake(file)).isEmpty();
            assertThat(new PidFile(file).read())
                    .hasValue(ProcessHandle.current().pid());
        }
        SupervisorLock.tryTake(file).orElseThrow().close();
    }

    @Test
    void refusesAProcessThatStandsBeforeWhatItNeeds() {
        ProcessSpec early = Supervision.smallService("second", home, 1, FIRST);

        assertThatThrownBy(() -> Supervision.of(home, early)).hasMessageContaining("second needs [first]");
    }

    private static String processAndFirstWord(String line) {
        return line.replaceFirst("^\\S+ +(\\S+) +(\\S+).*", "$1 $2");
    }
}
