package dev.stepfold.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.documentlog.Flush;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tries every row with small counts, without the peers, on one stack for all of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BenchmarksIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Options OPTIONS = new Options(true, 1, Set.of(RunsRow.RESTATE, RunsRow.DBOS, ResumeRow.REDIS));
    private static final PrintStream SILENT =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private final Waiting waiting = new Waiting(Duration.ofMinutes(5));
    private WholeStack stack;

    @BeforeAll
    void start() throws InterruptedException {
        stack = WholeStack.start(ROOT, WholeStack.Steps.EMPTY, Flush.EVERY_APPEND, waiting);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void measuresEverythingThatItsTargetsName(String name) throws Exception {
        Row row = Benchmarks.ROWS.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
        Session session = new Session(ROOT, OPTIONS, new Results(), waiting, SILENT, (_, _, _, use) -> use.of(stack));

        row.repeat(session);

        assertThat(row.targets())
                .isNotEmpty()
                .allSatisfy(target -> assertThat(session.results().all(target.of()))
                        .as(target.what())
                        .hasSize(1));
        session.results().print(row.targets(), SILENT);
    }

    static Stream<String> rows() {
        return Benchmarks.ROWS.stream().map(Row::name);
    }
}
