package dev.stepfold.localstack.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a stack that was killed has on its disk.
 *
 * @param home its {@code STEPFOLD_HOME}
 */
record StoppedStack(Path home) {
    /** What the broker writes beside the partitions and syncs on its own; without it, all logs are recovered. */
    private static final Set<String> NOT_AFTER_A_POWER_CUT =
            Set.of(".kafka_cleanshutdown", "recovery-point-offset-checkpoint", ".lock");

    Path broker() {
        return home.resolve("data").resolve("kafka");
    }

    Path projection() {
        return home.resolve("data").resolve("projection");
    }

    /** The partitions of the topics whose name fits, in a fixed order. */
    List<PartitionFiles> partitions(Predicate<String> topic) {
        try (Stream<Path> folders = Files.list(broker())) {
            return folders.filter(folder -> folder.getFileName().toString().matches(".+-\\d+"))
                    .map(PartitionFiles::new)
                    .filter(files -> topic.test(files.topic()))
                    .sorted(Comparator.comparing(PartitionFiles::topic).thenComparingInt(PartitionFiles::partition))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many batches each partition has, by topic. */
    Map<String, List<Integer>> batches() {
        return partitions(_ -> true).stream()
                .collect(Collectors.groupingBy(
                        PartitionFiles::topic,
                        TreeMap::new,
                        Collectors.mapping(log -> log.batches().size(), Collectors.toList())));
    }

    /**
     * Copies what a power cut leaves: the data, without what a clean stop writes, without indexes, which are not synced,
     * and without logs and pid files.
     */
    StoppedStack copyTo(Path other) {
        try {
            Path from = home.resolve("data");
            Files.createDirectories(other);
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
                        throws IOException {
                    Files.createDirectories(other.resolve("data").resolve(from.relativize(folder)));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    String name = file.getFileName().toString();
                    boolean ofTheBroker = file.startsWith(broker());
                    if (!ofTheBroker || !(NOT_AFTER_A_POWER_CUT.contains(name) || name.endsWith("index"))) {
                        Files.copy(
                                file,
                                other.resolve("data").resolve(from.relativize(file)),
                                StandardCopyOption.COPY_ATTRIBUTES);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
            return new StoppedStack(other);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes everything. */
    void delete() {
        deleteTree(home);
    }

    static void deleteTree(Path root) {
        if (!Files.exists(root)) {
            return;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
