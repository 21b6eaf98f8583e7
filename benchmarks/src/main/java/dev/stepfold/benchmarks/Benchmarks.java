package dev.stepfold.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stepfold.benchmarks.micro.MicroBenchmarks;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Measures one or more rows of the table of performance. Prints a table, and writes the figures with the machine, the
 * versions and the settings to a JSON file in {@code benchmarks/target/results}. Ends what it started, at the latest when
 * the row's limit has passed.
 */
public final class Benchmarks {
    private static final int EXIT_FAILED = 1;
    private static final int EXIT_USAGE = 2;
    private static final int EXIT_TOO_LATE = 3;
    private static final String MICRO = "micro";
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** All rows. */
    static final List<Row> ROWS = List.of(
            new RunsRow(true),
            new RunsRow(false),
            new GrowthRow(),
            new AppendToFrameRow(),
            new ResumeRow(),
            new DocumentsRow(),
            new TopicsRow(),
            new IdleRow());

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals(MICRO)) {
            Options options = Options.of(Arrays.asList(args).subList(1, args.length));
            Path file = results(Path.of("").toAbsolutePath(), MICRO);
            var _ = MicroBenchmarks.run(
                    options.quick() ? MicroBenchmarks.Extent.TRY : MicroBenchmarks.Extent.MEASURE, file);
            System.out.println("\n" + file);
            return;
        }
        Optional<Row> row = ROWS.stream()
                .filter(one -> args.length > 0 && one.name().equals(args[0]))
                .findFirst();
        if (row.isEmpty()) {
            printUsage(System.err);
            System.exit(EXIT_USAGE);
        }
        Options options = Options.of(Arrays.asList(args).subList(1, args.length));
        measure(row.orElseThrow(), options, Path.of("").toAbsolutePath());
        // Ends although a client's thread may linger.
        System.exit(0);
    }

    private static void measure(Row row, Options options, Path root) throws IOException, InterruptedException {
        PrintStream out = System.out;
        Duration limit = row.limit().multipliedBy(options.repeats());
        endAfter(limit.plus(GRACE));
        Session session = new Session(root, options, new Results(), new Waiting(limit), out, Session::withFresh);
        Calibration calibration = Calibration.take();
        ObjectNode machine = Machine.asJson(calibration);
        out.println(row.what());
        out.println(machine);
        boolean complete = repeat(row, session);
        out.println();
        session.results().print(row.targets(), out);
        if (options.quick()) {
            out.println("\nTried with --quick: these are no figures.");
        }
        out.println("\n" + write(row, session, machine, complete));
        if (!complete) {
            System.exit(EXIT_FAILED);
        }
    }

    /** Whether every repeat was measured. One that fails ends the session, and what was measured before it is kept. */
    private static boolean repeat(Row row, Session session) throws InterruptedException {
        int repeats = session.options().repeats();
        for (int repeat = 1; repeat <= repeats; repeat++) {
            session.log().printf("repeat %d of %d, load %.1f%n", repeat, repeats, Machine.load());
            try {
                row.repeat(session);
            } catch (IOException | IllegalStateException e) {
                e.printStackTrace(session.log());
                return false;
            }
        }
        return true;
    }

    private static Path write(Row row, Session session, ObjectNode machine, boolean complete) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("command", row.name()).put("at", Instant.now().toString()).put("complete", complete);
        json.putObject("settings")
                .put("quick", session.options().quick())
                .put("repeats", session.options().repeats())
                .put("without", String.join(" ", session.options().without()))
                .put("flagsOfServices", String.join(" ", Stack.AS_RUN));
        machine.put("loadAfter", Machine.load());
        json.set("machine", machine);
        json.set("versions", Versions.asJson());
        json.setAll(session.results().asJson(row.targets()));
        Path file = results(session.root(), row.name());
        Files.createDirectories(file.getParent());
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json);
        return file;
    }

    private static Path results(Path root, String command) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace(":", "");
        return root.resolve("benchmarks/target/results").resolve(command + "-" + now + ".json");
    }

    /** Ends this program when it hangs; what it started is then ended too. */
    private static void endAfter(Duration time) {
        Thread.ofPlatform().name("time-limit").daemon().start(() -> {
            try {
                Thread.sleep(time);
            } catch (InterruptedException _) {
                return;
            }
            System.err.println("the limit of " + time.toMinutes() + " minutes has passed");
            System.exit(EXIT_TOO_LATE);
        });
    }

    private static void printUsage(PrintStream out) {
        out.println("java -jar benchmarks/target/benchmarks.jar ROW [--quick] [--repeats N] [--without SUBJECT]...");
        ROWS.forEach(row -> out.printf("  %-18s %s%n", row.name(), row.what()));
        out.printf("  %-18s %s%n", MICRO, "fold, codec, decisions and frames with JMH: times and allocations");
    }
}
