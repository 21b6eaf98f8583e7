package dev.stepfold.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaNamesTest {
    private static final DocumentId LONGEST = new DocumentId("d".repeat(64));

    @Test
    void beginWithThePrefix() {
        KafkaNames names = new KafkaNames("acme.agents_2");

        assertThat(all(names))
                .allMatch(name -> name.startsWith("acme.agents_2"))
                .doesNotHaveDuplicates();
        assertThat(names.document(new DocumentId("doc-1"))).isEqualTo("acme.agents_2.document.doc-1");
        assertThat(KafkaNames.DEFAULT.commands()).isEqualTo("stepfold.commands");
        assertThat(KafkaNames.DEFAULT.orchestrators()).isEqualTo("stepfold-orchestrator");
        assertThat(KafkaNames.DEFAULT.projection()).isEqualTo("stepfold-projection");
        assertThat(KafkaNames.DEFAULT.archiveWriter(3)).isEqualTo("stepfold-archive-3");
    }

    @Test
    void areShortEnoughForKafka() {
        assertThat(all(new KafkaNames("p".repeat(KafkaNames.PREFIX_CHARS_MAX))))
                .allMatch(name -> name.length() <= 249 - "-documents-by-owner-changelog".length());
    }

    @Test
    void tellDocumentsOfOtherInstallationsApart() {
        KafkaNames names = new KafkaNames("acme");

        assertThat(names.documentOf("acme.document.one")).contains(new DocumentId("one"));
        assertThat(names.documentOf("acme.test.document.one")).isEmpty();
        assertThat(names.documentOf("stepfold.document.one")).isEmpty();
        assertThat(names.documentOf("acme.document.one.two")).isEmpty();
        assertThat(names.documentOf("acme.document-archive")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-a", ".a", "_a", "a b", "a/b", "ä", "a\n", "stepfold.document", "a_document.b"})
    void refuseAPrefixThatKafkaOrAnotherInstallationCouldTakeForSomethingElse(String prefix) {
        assertThatThrownBy(() -> new KafkaNames(prefix))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("must ");
    }

    @Test
    void refuseAPrefixThatIsTooLong() {
        assertThatThrownBy(() -> new KafkaNames("p".repeat(KafkaNames.PREFIX_CHARS_MAX + 1)))
                .hasMessage(
                        "must be 1 to 100 letters, digits, dots, underscores and hyphens, and begin with a letter or "
                                + "a digit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "9", "documents", "acme.documents", "my-document", "Team.App_1"})
    void takeOthers(String prefix) {
        assertThat(new KafkaNames(prefix).prefix()).isEqualTo(prefix);
    }

    private static List<String> all(KafkaNames names) {
        return List.of(
                names.commands(),
                names.stepEvents(),
                names.documentArchive(),
                names.archivedDocuments(),
                names.deadLetters(),
                names.webhooks(),
                names.webhookDeliveries(),
                names.document(LONGEST),
                names.restore(),
                names.doctor(),
                names.orchestrators(),
                names.projection(),
                names.webhookSenders(),
                names.archiveWriter(15));
    }
}
