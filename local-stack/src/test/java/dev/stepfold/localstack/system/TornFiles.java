package dev.stepfold.localstack.system;

import dev.stepfold.localstack.system.PartitionFiles.Batch;
import dev.stepfold.localstack.system.PowerCut.Cut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a power cut does to files besides taking batches from their end: a batch of which only a part was written, pages
 * whose length was written and whose bytes were not, small files that are there and empty.
 */
final class TornFiles {
    private static final int PAGE_BYTES = 4096;

    private TornFiles() {}

    /** Every such case. */
    static List<PowerCut> cases() {
        List<PowerCut> cases = new ArrayList<>();
        for (PowerCut.Kind kind : PowerCut.Kind.values()) {
            cases.add(PowerCut.of(kind.text + " torn", torn(kind::has)));
            cases.add(PowerCut.of(kind.text + " zeroed", zeroed(kind::has)));
        }
        cases.add(PowerCut.of("all padded", padded(topic -> !topic.equals("__cluster_metadata"))));
        cases.add(PowerCut.of("metadata torn", torn("__cluster_metadata"::equals)));
        cases.add(PowerCut.of("metadata padded", padded("__cluster_metadata"::equals)));
        cases.add(PowerCut.of("metadata lose 1", lose("__cluster_metadata"::equals, 1)));
        cases.add(PowerCut.of("metadata lose 10", lose("__cluster_metadata"::equals, 10)));
        cases.add(PowerCut.of("metadata missing", (files, _) -> {
            files.partitions("__cluster_metadata"::equals).forEach(log -> StoppedStack.deleteTree(log.folder()));
        }));
        for (String name : List.of(
                "replication-offset-checkpoint",
                "log-start-offset-checkpoint",
                "recovery-point-offset-checkpoint",
                "cleaner-offset-checkpoint",
                "leader-epoch-checkpoint",
                "partition.metadata",
                "meta.properties",
                "bootstrap.checkpoint",
                "quorum-state",
                "CURRENT",
                "IDENTITY",
                ".checkpoint",
                "kafka-streams-process-metadata")) {
            cases.add(PowerCut.of(name + " empty", emptied(name::equals)));
        }
        cases.add(PowerCut.of("MANIFEST empty", emptied(name -> name.startsWith("MANIFEST"))));
        cases.add(PowerCut.of("sst empty", emptied(name -> name.endsWith(".sst"))));
        cases.add(PowerCut.of("sst zeroed", zeroedFiles(name -> name.endsWith(".sst"))));
        cases.add(PowerCut.of("snapshots empty", emptied(name -> name.endsWith(".snapshot"))));
        cases.add(PowerCut.of("snapshots newer than the logs", snapshotsNewer()));
        return cases;
    }

    private static Cut of(java.util.function.Consumer<StoppedStack> cut) {
        return (files, _) -> cut.accept(files);
    }

    /** Leaves half of the last batch. */
    static Cut torn(Predicate<String> topic) {
        return of(files ->
                withLast(files, topic, (channel, batch) -> channel.truncate((batch.begin() + batch.end()) / 2)));
    }

    /** Leaves zeros in place of the last batch. */
    static Cut zeroed(Predicate<String> topic) {
        return of(files -> withLast(
                files,
                topic,
                (channel, batch) -> channel.write(
                        ByteBuffer.allocate(Math.toIntExact(batch.end() - batch.begin())), batch.begin())));
    }

    /** Leaves a page of zeros behind the last batch. */
    static Cut padded(Predicate<String> topic) {
        return of(files -> withLast(
                files, topic, (channel, batch) -> channel.write(ByteBuffer.allocate(PAGE_BYTES), batch.end())));
    }

    static Cut lose(Predicate<String> topic, int batches) {
        return of(files -> files.partitions(topic)
                .forEach(log -> log.keep(Math.max(0, log.batches().size() - batches))));
    }

    /** Empties files by their name, wherever they are. */
    static Cut emptied(Predicate<String> name) {
        return of(files -> named(files, name).forEach(file -> PartitionFiles.truncate(file, 0)));
    }

    private static Cut zeroedFiles(Predicate<String> name) {
        return of(files -> {
            for (Path file : named(files, name)) {
                try {
                    Files.write(file, new byte[Math.toIntExact(Files.size(file))]);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }

    /** Cuts the documents' logs and leaves each a snapshot of producers beyond its end, as after a lying disk. */
    private static Cut snapshotsNewer() {
        return of(files -> files.partitions(PowerCut.Kind.DOCUMENTS::has).forEach(log -> {
            List<Batch> batches = log.batches();
            if (batches.size() > 1) {
                long end = batches.getLast().nextOffset();
                log.keep(batches.size() - 1);
                try {
                    for (Path snapshot : named(files, name -> name.endsWith(".snapshot"))) {
                        Files.copy(
                                snapshot,
                                log.folder().resolve("%020d.snapshot".formatted(end)),
                                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                        return;
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }));
    }

    @FunctionalInterface
    private interface Change {
        void apply(FileChannel channel, Batch last) throws IOException;
    }

    private static void withLast(StoppedStack files, Predicate<String> topic, Change change) {
        for (PartitionFiles log : files.partitions(topic)) {
            List<Batch> batches = log.batches();
            if (!batches.isEmpty()) {
                Batch last = batches.getLast();
                try (FileChannel channel = FileChannel.open(last.segment(), StandardOpenOption.WRITE)) {
                    change.apply(channel, last);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static List<Path> named(StoppedStack files, Predicate<String> name) {
        try (Stream<Path> all = Files.walk(files.home().resolve("data"))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> name.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
