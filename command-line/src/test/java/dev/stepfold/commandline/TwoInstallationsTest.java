package dev.stepfold.commandline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.KafkaNames;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two installations on one cluster, of which one has a prefix that begins like the other's. */
class TwoInstallationsTest {
    private static final KafkaNames OTHER = new KafkaNames("stepfold.test");

    @RegisterExtension
    static final Broker BROKER = new Broker();

    @TempDir
    Path temporary;

    private Story story;
    private Story other;

    @BeforeEach
    void open() throws Exception {
        story = new Story(BROKER.bootstrapServers());
        other = new Story(BROKER.bootstrapServers(), OTHER);
    }

    @AfterEach
    void close() {
        story.close();
        other.close();
    }

    @Test
    void haveTheirOwnBackups() throws Exception {
        story.document("doc-1", "a library", 3);
        story.archive(story.document("doc-2", "a shop", 1));
        DocumentId garden = other.document("doc-1", "a garden", 1);
        Path ours = temporary.resolve("ours");
        Path others = temporary.resolve("others");

        assertThat(stepfold("stepfold", "backup", ours).out()).contains("2 documents new");
        assertThat(stepfold("stepfold.test", "backup", others).out()).contains("1 documents new");
        assertThat(stepfold("stepfold.test", "backup", ours))
                .returns(2, Ran::exitCode)
                .extracting(Ran::messages)
                .asString()
                .contains("holds the backup of the cluster");

        other.erase(garden);
        assertThat(stepfold("stepfold", "backup", ours).out()).contains("0 documents new, 0 grown, 2 unchanged");
        assertThat(stepfold("stepfold.test", "backup", others).out()).contains("Document doc-1 was erased");
        assertThat(stepfold("stepfold", "export", Path.of("doc-1")).out()).contains("a library");
    }

    @Test
    void areRestoredBesideEachOther() throws Exception {
        story.document("doc-1", "a library", 3);
        Path ours = temporary.resolve("ours");
        stepfold("stepfold", "backup", ours);
        Set<String> before = topics("stepfold.document.");

        Ran restored = stepfold("stepfold.copy", "restore", ours);

        assertThat(restored.messages()).doesNotContain("stepfold:");
        assertThat(restored.exitCode()).isZero();
        assertThat(topics("stepfold.copy.document.")).containsExactly("stepfold.copy.document.doc-1");
        assertThat(topics("stepfold.document.")).isEqualTo(before);
        assertThat(stepfold("stepfold.copy", "export", Path.of("doc-1")).out())
                .isEqualTo(stepfold("stepfold", "export", Path.of("doc-1")).out());
    }

    @Test
    void areNotTakenForLeftOversByTheDoctor() throws Exception {
        other.document("doc-1", "a garden", 1);

        assertThat(stepfold("stepfold", "doctor", null).out())
                .contains("ok       left-over topics: none")
                .contains("document topics: 0");
        assertThat(stepfold("stepfold.test", "doctor", null).out())
                .contains("ok       left-over topics: none")
                .contains("document topics: 1")
                .contains("stepfold.test-archive-*");
    }

    private static Ran stepfold(String prefix, String command, @Nullable Path argument) {
        Map<String, String> environment =
                Map.of("KAFKA_BOOTSTRAP_SERVERS", BROKER.bootstrapServers(), "STEPFOLD_PREFIX", prefix);
        return argument == null
                ? Ran.stepfold(environment, command)
                : Ran.stepfold(environment, command, argument.toString());
    }

    private Set<String> topics(String prefix) throws Exception {
        Set<String> topics = new TreeSet<>(story.admin().listTopics().names().get());
        topics.removeIf(topic -> !topic.startsWith(prefix));
        return topics;
    }
}
