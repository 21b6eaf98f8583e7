package dev.stepfold.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaFilesTest {
    @TempDir
    Path folder;

    @BeforeEach
    void asAfterAFirstStart() throws IOException {
        Files.writeString(folder.resolve("meta.properties"), "cluster.id=abc\nnode.id=1\nversion=1\n");
        Files.writeString(folder.resolve("bootstrap.checkpoint"), "metadata");
        Files.createDirectories(folder.resolve("__cluster_metadata-0"));
        Files.writeString(folder.resolve("__cluster_metadata-0").resolve("quorum-state"), "{}");
        Files.createDirectories(folder.resolve("stepfold.commands-0"));
    }

    @Test
    void wholeOnesAreNotSpokenOf() {
        assertThat(new KafkaFiles(folder).faults()).isEmpty();
        assertThat(new KafkaFiles(folder.resolve("none")).faults()).isEmpty();
    }

    @Test
    void anEmptyOneIsNamed() throws IOException {
        Path state = folder.resolve("__cluster_metadata-0").resolve("quorum-state");
        Files.writeString(state, "");
        Files.writeString(folder.resolve("meta.properties"), "");

        assertThat(new KafkaFiles(folder).faults())
                .satisfiesExactlyInAnyOrder(
                        one -> assertThat(one).startsWith(state + " is empty"),
                        one -> assertThat(one).startsWith(folder.resolve("meta.properties") + " is empty"));
    }

    @Test
    void lostMetadataIsNamed() throws IOException {
        Path metadata = folder.resolve("__cluster_metadata-0");
        Files.delete(metadata.resolve("quorum-state"));
        Files.delete(metadata);

        assertThat(new KafkaFiles(folder).faults()).singleElement().asString().startsWith(metadata + " is missing");
    }

    @Test
    void foldersThatKafkaHasSetAsideAreCountedAndTheFirstIsNamed() throws IOException {
        Path first = strayWith("stepfold.commands-0.abc-stray", "records");
        strayWith("stepfold.document.x-0.abc-stray", "records");

        assertThat(new KafkaFiles(folder).faults())
                .singleElement()
                .asString()
                .startsWith("Kafka has set aside 2 folders")
                .contains(first.toString());
    }

    @Test
    void anEmptyFolderThatKafkaHasSetAsideIsNotNamed() throws IOException {
        strayWith("stepfold.document.x-0.abc-stray", "");

        assertThat(new KafkaFiles(folder).faults()).isEmpty();
    }

    private Path strayWith(String name, String records) throws IOException {
        Path stray = Files.createDirectories(folder.resolve(name));
        Files.writeString(stray.resolve("00000000000000000000.log"), records);
        Files.createFile(stray.resolve("00000000000000000000.index"));
        return stray;
    }
}
