package dev.stepfold.localstack.system;

import dev.stepfold.schemas.KafkaNames;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a stack's folder holds at one moment.
 *
 * @param bytes by kind. Kafka's indexes count with the size that they are given at once, which is more than they take
 * @param files how many files there are
 */
record SoakDisk(Map<Kind, Long> bytes, long files) {
    private static final String LOG = ".log";

    SoakDisk {
        bytes = Map.copyOf(bytes);
    }

    /** What a file belongs to. */
    enum Kind {
        DOCUMENTS("document topics"),
        ARCHIVE("archive"),
        FEED("step-events"),
        COMMANDS("commands"),
        CHANGELOG("the projection's changelogs"),
        OTHER_TOPICS("other topics"),
        METADATA("Kafka's metadata"),
        INDEXES("Kafka's indexes and snapshots"),
        STATES("the projection's states"),
        LOG_FILES("log files"),
        REST("everything else");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    static SoakDisk look(Path home) throws IOException {
        Map<Kind, Long> bytes = new EnumMap<>(Kind.class);
        long[] files = new long[1];
        Files.walkFileTree(home, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                bytes.merge(kind(home.relativize(file)), attributes.size(), Long::sum);
                files[0]++;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
        return new SoakDisk(bytes, files[0]);
    }

    long of(Kind kind) {
        return bytes.getOrDefault(kind, 0L);
    }

    /** @param file relative to the stack's folder */
    private static Kind kind(Path file) {
        if (file.startsWith("logs")) {
            return Kind.LOG_FILES;
        }
        if (file.startsWith(Path.of("data", "projection"))) {
            return Kind.STATES;
        }
        if (!file.startsWith(Path.of("data", "kafka")) || file.getNameCount() < 4) {
            return Kind.REST;
        }
        String topic = file.getName(2).toString();
        return file.toString().endsWith(LOG) ? ofTopic(topic) : Kind.INDEXES;
    }

    /** @param folder begins with the topic's name */
    private static Kind ofTopic(String folder) {
        KafkaNames names = KafkaNames.DEFAULT;
        if (folder.startsWith(names.documentPrefix())) {
            return Kind.DOCUMENTS;
        }
        if (folder.startsWith(names.documentArchive() + "-")) {
            return Kind.ARCHIVE;
        }
        if (folder.startsWith(names.stepEvents() + "-")) {
            return Kind.FEED;
        }
        if (folder.startsWith(names.commands() + "-")) {
            return Kind.COMMANDS;
        }
        if (folder.contains("-changelog-")) {
            return Kind.CHANGELOG;
        }
        return folder.startsWith("__cluster_metadata") ? Kind.METADATA : Kind.OTHER_TOPICS;
    }
}
