package dev.stepfold.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a power cut or a disk fault has left of the broker's files, where Kafka itself says it in a stack trace or not at
 * all.
 */
final class KafkaFiles {
    /**
     * Kafka renames the folder of a partition so that its metadata does not know, and never looks at it again. An empty one is
     * of a topic that was being created when the power went: nobody was told that it was.
     */
    private static final String STRAY = "-stray";

    private static final String METADATA = "__cluster_metadata-0";
    private static final String FORMATTED_MARK = "meta.properties";

    /** Files without which the broker does not start, and which are never empty. */
    private static final Set<String> NEVER_EMPTY = Set.of(FORMATTED_MARK, "bootstrap.checkpoint", "quorum-state");

    private final Path folder;

    /** @param folder of the broker's logs; it need not exist */
    KafkaFiles(Path folder) {
        this.folder = folder;
    }

    /** A sentence for each fault; none if the broker was never started, or all is as it should be. */
    List<String> faults() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try {
            List<String> faults = new ArrayList<>(damaged());
            strays().ifPresent(faults::add);
            return faults;
        } catch (IOException e) {
            return List.of("the files of Kafka could not be looked at: " + e);
        }
    }

    private List<String> damaged() throws IOException {
        List<String> faults = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder, 2)) {
            files.filter(file -> NEVER_EMPTY.contains(String.valueOf(file.getFileName())))
                    .filter(file -> file.toFile().length() == 0)
                    .sorted()
                    .forEach(file -> faults.add(file
                            + " is empty, as a power cut leaves it: Kafka does not start without it; put back a copy of it, or"
                            + " restore a backup to another STEPFOLD_HOME"));
        }
        if (Files.exists(folder.resolve(FORMATTED_MARK)) && !Files.exists(folder.resolve(METADATA))) {
            faults.add(folder.resolve(METADATA)
                    + " is missing, which says what topics there are: Kafka takes none of the folders beside it for a"
                    + " topic; put it back, or restore a backup to another STEPFOLD_HOME");
        }
        return faults;
    }

    private Optional<String> strays() throws IOException {
        try (Stream<Path> folders = Files.list(folder)) {
            List<Path> strays = folders.filter(path -> path.toString().endsWith(STRAY) && hasRecords(path))
                    .sorted()
                    .toList();
            return strays.isEmpty()
                    ? Optional.empty()
                    : Optional.of("Kafka has set aside " + strays.size()
                            + " folders of topics that its metadata does not know, the first of them "
                            + strays.getFirst()
                            + ": their events are there, and no service reads them; delete those whose documents were"
                            + " erased");
        }
    }

    private static boolean hasRecords(Path partition) {
        File[] segments = partition.toFile().listFiles((_, name) -> name.endsWith(".log"));
        return segments == null || Stream.of(segments).anyMatch(segment -> segment.length() > 0);
    }
}
