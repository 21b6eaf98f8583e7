package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real stack as its user runs it: started, hurt, started again. */
class LocalStackIT {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path home;

    @Test
    void startsAllAndStopsAll() throws InterruptedException {
        StackPorts ports = RunningStack.freePorts();
        try (RunningStack stack = RunningStack.start(home, ports, Map.of())) {
            assertThat(stack.output()).contains("http://localhost:" + ports.gateway());
            assertThat(RunningStack.PROCESSES)
                    .allSatisfy(name -> assertThat(stack.pid(name)).matches(LocalStackIT::isAlive));
            assertThat(RunningStack.PROCESSES)
                    .allSatisfy(
                            name -> assertThat(mappedFiles(stack.pid(name))).contains("/target/aot/" + name + ".aot"));
            List<Long> pids = RunningStack.PROCESSES.stream().map(stack::pid).toList();

            assertThat(stack.stop()).isZero();

            assertThat(pids).noneMatch(LocalStackIT::isAlive);
            assertThat(home.resolve("pids")).isEmptyDirectory();
            assertThat(stack.output()).containsSubsequence("kafka         stopped in", "all stopped");
        }
    }

    @Test
    void aSignalToTheWholeProcessGroupStopsAllAndStartsNothingAgain() throws InterruptedException {
        try (RunningStack stack = RunningStack.launchInAGroup(home, RunningStack.freePorts(), Map.of())) {
            stack.awaitReady();
            List<Long> pids = RunningStack.PROCESSES.stream().map(stack::pid).toList();

            assertThat(stack.stop()).isZero();

            assertThat(pids).noneMatch(LocalStackIT::isAlive);
            assertThat(stack.output()).doesNotContain("restarting", "signal").contains("all stopped");
            assertThat(stack.output().lines().filter(line -> line.contains("starting, pid")))
                    .hasSize(RunningStack.PROCESSES.size());
        }
    }

    @Test
    void takesOverFromASupervisorThatWasKilled() throws InterruptedException {
        StackPorts ports = RunningStack.freePorts();
        try (RunningStack killed = RunningStack.launch(home, ports, Map.of())) {
            killed.awaitHealthy("kafka");
            long kafka = killed.pid("kafka");
            killed.kill9Supervisor();
            assertThat(isAlive(kafka)).isTrue();

            try (RunningStack next = RunningStack.launch(home, ports, Map.of())) {
                await().atMost(SOON).until(() -> next.output().contains("kafka         starting"));
                next.awaitHealthy("kafka");

                assertThat(next.output())
                        .contains("kafka         still running from an earlier start, stopping pid " + kafka);
                assertThat(isAlive(kafka)).isFalse();
                assertThat(next.pid("kafka")).isNotEqualTo(kafka);
            }
        }
    }

    @Test
    void aSecondStackInTheSameFolderSaysSoInOneSentence() throws InterruptedException {
        try (RunningStack first = RunningStack.launch(home, RunningStack.freePorts(), Map.of())) {
            await().atMost(SOON).until(() -> first.output().contains("kafka         starting"));

            try (RunningStack second = RunningStack.launch(home, RunningStack.freePorts(), Map.of())) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.output())
                        .isEqualTo("Stepfold is already running in " + home + " (pid " + first.pid()
                                + "): stop that one, or set STEPFOLD_HOME to another folder.\n");
            }
        }
    }

    @Test
    void aTakenPortIsSaidInOneSentence() throws InterruptedException, IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StackPorts free = RunningStack.freePorts();
            StackPorts ports = new StackPorts(free.gateway(), taken.getLocalPort(), free.orchestrator(), free.kafka());

            try (RunningStack stack = RunningStack.launch(home, ports, Map.of())) {
                assertThat(stack.awaitExit()).isEqualTo(1);
                assertThat(stack.output())
                        .isEqualTo("Port " + taken.getLocalPort() + ", which the projection process needs, is taken by "
                                + "another program: stop that one, or set STEPFOLD_PROJECTION_PORT to a free port.\n");
            }
        }
    }

    /** As Linux tells it. */
    private static String mappedFiles(long pid) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), "maps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** False also for a process that has ended but that nobody has waited for: it has no command line. */
    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().commandLine())
                .isPresent();
    }
}
