package dev.stepfold.commandline;

import dev.stepfold.commandline.backup.Backup;
import dev.stepfold.commandline.backup.Report;
import dev.stepfold.commandline.console.Progress;
import dev.stepfold.commandline.doctor.Doctor;
import dev.stepfold.commandline.doctor.Finding;
import dev.stepfold.commandline.document.Export;
import dev.stepfold.commandline.document.Tail;
import dev.stepfold.commandline.files.BackupFolder;
import dev.stepfold.commandline.files.Forgotten;
import dev.stepfold.commandline.kafka.Cluster;
import dev.stepfold.commandline.kafka.CommandFailedException;
import dev.stepfold.commandline.restore.Restore;
import dev.stepfold.commandline.verify.Verification;
import dev.stepfold.documentlog.connection.KafkaConnection;
import dev.stepfold.documentlog.connection.UnusableConnectionException;
import dev.stepfold.documentlog.rights.RightsList;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.Identifiers;
import dev.stepfold.schemas.KafkaNames;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The command line {@code stepfold}. Exit codes: 0 done; 1 done, and something needs attention; 2 not done, for the reason
 * that the last line on standard error gives.
 */
@Command(
        name = "stepfold",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Backs up, verifies and restores documents, and checks a cluster.",
        footer = {
            "",
            "KAFKA_BOOTSTRAP_SERVERS says where Kafka is (default localhost:9092). KAFKA_<NAME> sets any other setting of",
            "Kafka's clients, and KAFKA_CONFIG_FILE names a properties file with such settings. STEPFOLD_PREFIX names the",
            "installation, where several share the cluster (docs/kafka.md).",
            "Exit codes: 0 done; 1 done, and something needs attention; 2 not done."
        },
        synopsisSubcommandLabel = "COMMAND")
public final class Stepfold {
    private static final int DONE = 0;
    private static final int ATTENTION = 1;
    private static final int NOT_DONE = 2;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream messages;
    private final boolean terminal;

    Stepfold(Map<String, String> environment, PrintStream out, PrintStream messages, boolean terminal) {
        this.environment = environment;
        this.out = out;
        this.messages = messages;
        this.terminal = terminal;
    }

    /** Runs one command and exits. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), System.out, System.err, arguments));
    }

    static int run(Map<String, String> environment, PrintStream out, PrintStream messages, String... arguments) {
        boolean terminal = isTerminal();
        CommandLine line = new CommandLine(new Stepfold(environment, out, messages, terminal));
        line.registerConverter(Duration.class, Stepfold::duration);
        line.registerConverter(DocumentId.class, Stepfold::documentId);
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(messages, true, StandardCharsets.UTF_8));
        line.setExecutionExceptionHandler((failure, _, _) -> {
            messages.println("stepfold: " + sentence(failure));
            return NOT_DONE;
        });
        line.setParameterExceptionHandler((failure, _) -> {
            messages.println("stepfold: " + failure.getMessage() + " (see stepfold --help)");
            return NOT_DONE;
        });
        if (arguments.length == 0) {
            line.usage(messages);
            return NOT_DONE;
        }
        return line.execute(arguments);
    }

    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal (JDK-8351435)
    private static boolean isTerminal() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }

    private static String sentence(Throwable failure) {
        return switch (failure) {
            case CommandFailedException told -> String.valueOf(told.getMessage());
            case UnusableConnectionException told -> String.valueOf(told.getMessage());
            case UncheckedIOException io -> sentence(Objects.requireNonNull(io.getCause()));
            case java.nio.file.FileSystemException io ->
                io.getFile() + " could not be read or written: "
                        + (io.getReason() == null ? io.getClass().getSimpleName() : io.getReason());
            case IOException io -> "the files could not be read or written: " + io.getMessage();
            case KafkaException kafka -> "Kafka: " + kafka.getMessage();
            default -> "a defect in this program: " + failure;
        };
    }

    private Cluster connect() {
        KafkaConnection kafka = KafkaConnection.ofEnvironment(environment);
        kafka.warning().ifPresent(warning -> messages.println("warning: " + warning));
        return Cluster.connect(kafka);
    }

    private static DocumentId documentId(String text) {
        if (!Identifiers.isValid(text)) {
            throw new CommandLine.TypeConversionException("must be a document's id, not " + text);
        }
        return new DocumentId(text);
    }

    private static Duration duration(String text) {
        try {
            return text.startsWith("P")
                    ? Duration.parse(text)
                    : Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
        } catch (java.time.format.DateTimeParseException e) {
            throw new CommandLine.TypeConversionException("must be a duration such as 30d or 12h, not " + text);
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = {"Copies everything that is new since the last backup to DIR, while the system runs."})
    int backup(
            @Parameters(paramLabel = "DIR", description = "Where the backup is; made where it is missing.") Path dir,
            @Option(
                            names = "--copies-kept",
                            paramLabel = "TIME",
                            description =
                                    "How long copies of DIR are kept elsewhere, for example 30d. Only used to say until "
                                            + "when they hold an erased document.")
                    @Nullable Duration copiesKept,
            @Option(
                            names = "--forget-missing",
                            description =
                                    "Forget documents that have no log any more, although no tombstone says that they "
                                            + "were erased.")
                    boolean forgetMissing)
            throws IOException {
        long begun = System.nanoTime();
        Progress progress = new Progress(messages, terminal);
        try (Cluster cluster = connect();
                BackupFolder folder = BackupFolder.openOrCreate(dir)) {
            Report report = new Backup(
                            cluster,
                            folder,
                            new Backup.Options(copiesKept, forgetMissing),
                            progress,
                            InstantSource.system())
                    .run();
            out.printf(
                    Locale.ROOT,
                    "Backed up to %s in %s: %,d documents new, %,d grown, %,d unchanged; %,d records read.%n",
                    dir,
                    seconds(begun),
                    report.added(),
                    report.grown(),
                    report.unchanged(),
                    report.records());
            report.forgotten().forEach(one -> out.println(erased(dir, one)));
            report.warnings().forEach(warning -> messages.println("warning: " + warning));
            return report.warnings().isEmpty() ? DONE : ATTENTION;
        }
    }

    private static String erased(Path dir, Forgotten one) {
        return "Document " + one.documentId() + " was erased" + (one.erasedAt() == null ? "" : " at " + one.erasedAt())
                + " and is forgotten. Copies of " + dir + " that were made before " + one.forgottenAt()
                + " hold it until "
                + (one.copiesGoneAt() == null ? "they are deleted." : one.copiesGoneAt() + " at the latest.");
    }

    private static String seconds(long sinceNanos) {
        return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - sinceNanos) / 1e9);
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Checks a backup, without Kafka: checksums, offsets, links between events, and that each log folds.")
    int verify(@Parameters(paramLabel = "DIR", description = "Where the backup is.") Path dir) throws IOException {
        long begun = System.nanoTime();
        try (BackupFolder folder = BackupFolder.openExisting(dir)) {
            Verification.Result result = new Verification(folder, new Progress(messages, terminal)).run();
            result.problems().forEach(problem -> messages.println("problem: " + problem));
            if (!result.finished()) {
                messages.println("note: the last run of the backup did not finish; run it again");
            }
            out.printf(
                    Locale.ROOT,
                    "%s in %s: %,d documents; %,d records count, %,d fenced, %,d unreadable.%n",
                    result.problems().isEmpty()
                            ? "The backup is whole"
                            : result.problems().size() + " problems",
                    seconds(begun),
                    result.documents(),
                    result.counted(),
                    result.fenced(),
                    result.unreadable());
            return result.problems().isEmpty() ? DONE : ATTENTION;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Fills an empty cluster from a backup. Give it again if it was interrupted.")
    int restore(
            @Parameters(paramLabel = "DIR", description = "Where the backup is.") Path dir,
            @Option(
                            names = "--replication-factor",
                            paramLabel = "N",
                            description =
                                    "Replicas of every topic (default: as in the backup, at most as many as brokers).")
                    @Nullable Short replicationFactor)
            throws IOException {
        long begun = System.nanoTime();
        try (BackupFolder folder = BackupFolder.openExisting(dir);
                Cluster cluster = connect()) {
            Restore.Result result = new Restore(
                            cluster,
                            folder,
                            Optional.ofNullable(replicationFactor),
                            new Progress(messages, terminal),
                            InstantSource.system())
                    .run();
            out.printf(
                    Locale.ROOT,
                    "Restored from %s in %s: %,d documents, and %,d archived ones; %,d events forwarded, %,d commands. "
                            + "Start the services now.%n",
                    dir,
                    seconds(begun),
                    result.topics(),
                    result.archived(),
                    result.events(),
                    result.commands());
            return DONE;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description =
                    "Says whether a cluster is fit for Stepfold, and what to do if not. Exit code 1: warnings; 2: problems.")
    int doctor(
            @Option(names = "--read-only", description = "Make no topic for a moment; clocks are not compared then.")
                    boolean readOnly,
            @Option(
                            names = "--acls",
                            description =
                                    "Print the rights that each service needs on Kafka, and the commands that grant them; ask Kafka nothing.")
                    boolean acls) {
        if (acls) {
            KafkaNames names = KafkaConnection.ofEnvironment(environment).names();
            out.print(RightsList.table(names));
            out.println();
            out.print(RightsList.commands(names));
            return DONE;
        }
        try (Cluster cluster = connect()) {
            Finding.Level worst = new Doctor(cluster, !readOnly)
                    .run(finding -> out.printf("%-8s %s%n", finding.level().word(), finding.what()));
            return switch (worst) {
                case OK -> DONE;
                case WARNING -> ATTENTION;
                case PROBLEM -> NOT_DONE;
            };
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Prints a document's events, and those that come, a line each.")
    int tail(
            @Parameters(paramLabel = "ID", description = "The document.") DocumentId documentId,
            @Option(names = "--until-rest", description = "End when the document's run is at rest.") boolean untilRest)
            throws InterruptedException {
        try (Cluster cluster = connect()) {
            new Tail(cluster, documentId, out).run(untilRest);
            return DONE;
        }
    }

    @Command(
            mixinStandardHelpOptions = true,
            description = "Writes every record of a document's log, verbatim, one JSON object a line.")
    int export(@Parameters(paramLabel = "ID", description = "The document.") DocumentId documentId) throws IOException {
        try (Cluster cluster = connect()) {
            Export.run(cluster, documentId, out);
            return DONE;
        }
    }
}
